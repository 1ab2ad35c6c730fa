-- SPDX-FileCopyrightText: The Souk authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Takes out what an order bought, once: order, then product and quantity of each line. Makes no key.

local order = ARGV[6]
if not exists() or remembered('o', order) then
  return { 'DONE' }
end
local changed = false
for i = 7, #ARGV, 2 do
  local product, bought = ARGV[i], tonumber(ARGV[i + 1])
  local before = quantity_of(product)
  if before > 0 then
    set_quantity(product, math.max(0, before - bought))
    changed = true
  end
end
if changed then
  save_lines()
end
remember('o', order, 'out')
touch()
return { 'DONE' }
