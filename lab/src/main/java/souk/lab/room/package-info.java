// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The control room: a page that shows a shop as it runs, and does what {@code ./souk} does. {@link
 * souk.lab.room.ControlRoom} puts it together in the supervisor's process. The {@code Collector}
 * reads, while somebody watches, what the supervisor and the instances' metrics tell; the {@code
 * Board} holds it for the pages; {@code RoomServer} talks HTTP, and {@code Doorkeeper} decides who
 * may come in.
 */
@NullMarked
package souk.lab.room;

import org.jspecify.annotations.NullMarked;
