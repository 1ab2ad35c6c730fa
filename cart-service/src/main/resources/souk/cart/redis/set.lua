-- SPDX-FileCopyrightText: The Souk authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Sets the quantity of a product, whatever it was: request, content, product, quantity.

local request, content, product, quantity = ARGV[6], ARGV[7], ARGV[8], tonumber(ARGV[9])
return settled(request, content) or change(product, quantity, request, content)
