-- SPDX-FileCopyrightText: The Souk authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Adds pieces of a product: request, content, product, quantity.

local request, content, product, quantity = ARGV[6], ARGV[7], ARGV[8], tonumber(ARGV[9])
return settled(request, content) or change(product, quantity_of(product) + quantity, request, content)
