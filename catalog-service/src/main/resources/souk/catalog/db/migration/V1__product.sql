-- SPDX-FileCopyrightText: The Souk authors
-- SPDX-License-Identifier: Apache-2.0

-- What is sorted and compared is COLLATE "C": the same order on every machine and after every upgrade of a C library,
-- so that a page token stays right.
CREATE TABLE product (
    id          text COLLATE "C" PRIMARY KEY CHECK (id ~ '^[a-z0-9-]{1,64}$'),
    name        text COLLATE "C" NOT NULL CHECK (char_length(name) BETWEEN 1 AND 120),
    description text NOT NULL CHECK (char_length(description) BETWEEN 1 AND 2000),
    category    text COLLATE "C" NOT NULL CHECK (category ~ '^[a-z0-9-]{1,40}$'),
    -- All prices are in the shop's one currency, so that this column alone can be sorted by.
    price_minor bigint NOT NULL CHECK (price_minor > 0),
    currency    char(3) NOT NULL,
    picture_uri text NOT NULL,
    words       tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('english', name), 'A')
            || setweight(to_tsvector('english', replace(category, '-', ' ')), 'B')
            || setweight(to_tsvector('english', description), 'C')) STORED
);

-- One for each way to list. Descending lists read them backwards and sort only what is equal.
CREATE INDEX product_by_name ON product (name, id);
CREATE INDEX product_by_price ON product (price_minor, id);
CREATE INDEX product_by_category_and_name ON product (category, name, id);
CREATE INDEX product_by_category_and_price ON product (category, price_minor, id);
CREATE INDEX product_by_words ON product USING gin (words);

-- What was loaded once and is not loaded again, even where products were changed or deleted since.
CREATE TABLE loaded (
    name    text PRIMARY KEY,
    at_time timestamptz NOT NULL DEFAULT now()
);
