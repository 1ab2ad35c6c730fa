-- SPDX-FileCopyrightText: The Souk authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Makes the cart, unless it is there.

if not exists() then
  save_lines()
end
return answer()
