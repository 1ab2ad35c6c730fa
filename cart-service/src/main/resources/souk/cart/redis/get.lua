-- SPDX-FileCopyrightText: The Souk authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Answers the cart.

if not exists() then
  return { 'UNKNOWN_CART' }
end
return answer()
