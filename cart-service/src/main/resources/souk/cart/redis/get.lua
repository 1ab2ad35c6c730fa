-- SPDX-FileCopyrightText: The Souk authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Answers the cart. That it was looked at counts as a use, but is not worth an error: a Redis whose disk is full takes
-- no writes, and can still be read.

if not exists() then
  return { 'UNKNOWN_CART' }
end
redis.pcall('PEXPIRE', key, lifetime())
return seen()
