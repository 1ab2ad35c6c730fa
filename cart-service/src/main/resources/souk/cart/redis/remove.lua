-- SPDX-FileCopyrightText: The Souk authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Takes a product out, if it is there: request, content, product.

local request, content, product = ARGV[6], ARGV[7], ARGV[8]
return settled(request, content) or change(product, 0, request, content)
