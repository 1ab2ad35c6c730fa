-- SPDX-FileCopyrightText: The Souk authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The head of every script: reads the cart, and knows how it is changed, remembered and answered.
--
-- A cart is one hash: a script touches one key (as Redis Cluster asks), and a cart expires as a whole.
--   version         grows by one with each change of the lines; there is no cart without it
--   step            counts what was put in and what is remembered, so that the older can be told
--   l:PRODUCT       "STEP QUANTITY": the step at which the product came in
--   r:METHOD:UUID   "STEP CONTENT": a request that was carried out, and the hash of what it asked for
--   o:ORDER         "STEP out": an order, hashed, whose lines were taken out
-- Refused requests are not remembered: a repeat is decided anew. Time is Redis' own, by the key's TTL: the clocks of
-- those who call play no part.

local key = KEYS[1]
local used_millis, empty_millis = ARGV[1], ARGV[2]
local max_lines, max_quantity, max_remembered = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])

local cart = { version = 0, step = 0, l = {}, r = {}, o = {} }
local stored = redis.call('HGETALL', key)
for i = 1, #stored, 2 do
  local field, value = stored[i], stored[i + 1]
  local kind, name = string.match(field, '^(%l):(.+)$')
  if kind == nil then
    cart[field] = tonumber(value)
  else
    local step, what = string.match(value, '^(%d+) (.+)$')
    cart[kind][name] = { step = tonumber(step), what = what }
  end
end

local function exists()
  return cart.version > 0
end

-- What is there already keeps its step: a line its place.
local function put(kind, name, what)
  local entry = cart[kind][name]
  if entry == nil then
    cart.step = redis.call('HINCRBY', key, 'step', 1)
    entry = { step = cart.step }
    cart[kind][name] = entry
  end
  entry.what = what
  redis.call('HSET', key, kind .. ':' .. name, entry.step .. ' ' .. what)
end

local function drop(kind, name)
  cart[kind][name] = nil
  redis.call('HDEL', key, kind .. ':' .. name)
end

-- The names of a kind, the oldest first.
local function names(kind)
  local all = {}
  for name in pairs(cart[kind]) do
    table.insert(all, name)
  end
  table.sort(all, function(a, b) return cart[kind][a].step < cart[kind][b].step end)
  return all
end

local function remember(kind, name, what)
  put(kind, name, what)
  local all = names(kind)
  if #all > max_remembered then
    drop(kind, all[1])
  end
end

local function quantity_of(product)
  local line = cart.l[product]
  return line and tonumber(line.what) or 0
end

local function set_quantity(product, quantity)
  if quantity > 0 then
    put('l', product, quantity)
  else
    drop('l', product)
  end
end

local function grow_version()
  cart.version = redis.call('HINCRBY', key, 'version', 1)
end

local function touch()
  redis.call('PEXPIRE', key, next(cart.l) and used_millis or empty_millis)
end

-- The cart as it is now, which counts as a use.
local function answer()
  touch()
  local reply = { 'CART', cart.version }
  for _, product in ipairs(names('l')) do
    table.insert(reply, product)
    table.insert(reply, quantity_of(product))
  end
  return reply
end

-- The answer to a request that can't or needn't be carried out; nil when it is to be.
local function settled(request, content)
  if not exists() then
    return { 'UNKNOWN_CART' }
  end
  local earlier = cart.r[request]
  if earlier == nil then
    return nil
  end
  if earlier.what ~= content then
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
  if before == 0 and quantity > 0 and #names('l') >= max_lines then
    return { 'CART_FULL' }
  end
  if quantity ~= before then
    set_quantity(product, quantity)
    grow_version()
  end
  remember('r', request, content)
  return answer()
end

