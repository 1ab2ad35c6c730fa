-- SPDX-FileCopyrightText: The Souk authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The head of every script: reads the cart, and knows how it is changed, remembered and answered.
--
-- A cart is one hash: a script touches one key (as Redis Cluster asks), and a cart expires as a whole.
--   version          grows by one with each change of the lines; there is no cart without it
--   lines            "PRODUCT QUANTITY", a line each, in the order in which the products came in
--   r:METHOD:UUID    a request that was carried out: the hash of what it asked for
--   o:ORDER          an order, hashed, whose lines were taken out
--   r#, o#           how many of each kind there ever were
--   r#SLOT, o#SLOT   the fields of the last ones, in a ring, so that the oldest can be found and forgotten
-- Refused requests are not remembered: a repeat is decided anew. Time is Redis' own, by the key's TTL: the clocks of
-- those who call play no part. No script reads the whole hash, since Redis does nothing else meanwhile.

local key = KEYS[1]
local used_millis, empty_millis = ARGV[1], ARGV[2]
local max_lines, max_quantity, max_remembered = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])

local stored = redis.call('HMGET', key, 'version', 'lines')
local version, text = tonumber(stored[1] or 0), stored[2] or ''

local products, quantities = {}, {}
for product, quantity in string.gmatch(text, '(%S+) (%d+)') do
  table.insert(products, product)
  quantities[product] = tonumber(quantity)
end

local function exists()
  return version > 0
end

local function quantity_of(product)
  return quantities[product] or 0
end

-- A product that is there keeps its place; one with no pieces is left out when the lines are saved.
local function set_quantity(product, quantity)
  if quantities[product] == nil then
    table.insert(products, product)
  end
  quantities[product] = quantity
end

local function save_lines()
  local lines = {}
  for _, product in ipairs(products) do
    if quantities[product] > 0 then
      table.insert(lines, product .. ' ' .. quantities[product])
    end
  end
  text = table.concat(lines, '\n')
  redis.call('HSET', key, 'lines', text)
  version = redis.call('HINCRBY', key, 'version', 1)
end

-- The kind is 'r' or 'o'. What was remembered the longest makes room.
local function remember(kind, name, what)
  local field = kind .. ':' .. name
  local slot = kind .. '#' .. redis.call('HINCRBY', key, kind .. '#', 1) % max_remembered
  local oldest = redis.call('HGET', key, slot)
  if oldest then
    redis.call('HDEL', key, oldest)
  end
  redis.call('HSET', key, slot, field, field, what)
end

-- What was remembered under that name, or false.
local function remembered(kind, name)
  return redis.call('HGET', key, kind .. ':' .. name)
end

local function lifetime()
  return text == '' and empty_millis or used_millis
end

local function touch()
  redis.call('PEXPIRE', key, lifetime())
end

local function seen()
  return { 'CART', version, text }
end

-- The cart as it is now, which counts as a use.
local function answer()
  touch()
  return seen()
end

-- The answer to a request that can't or needn't be carried out; nil when it is to be.
local function settled(request, content)
  if not exists() then
    return { 'UNKNOWN_CART' }
  end
  local earlier = remembered('r', request)
  if not earlier then
    return nil
  end
  if earlier ~= content then
    return { 'REQUEST_ID_REUSED' }
  end
  return answer()
end

-- Carries a request out: so many pieces of the product there are to be.
local function change(product, quantity, request, content)
  local before = quantity_of(product)
  if quantity > max_quantity then
    return { 'QUANTITY_TOO_LARGE' }
  end
  if before == 0 and quantity > 0 and #products >= max_lines then
    return { 'CART_FULL' }
  end
  if quantity ~= before then
    set_quantity(product, quantity)
    save_lines()
  end
  remember('r', request, content)
  return answer()
end

