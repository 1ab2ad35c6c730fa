// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.faults;

/**
 * A named place in a service: around one method. A name that ends in {@code *} stands for several,
 * told apart by an argument of the call: {@code order.*} with the argument {@code CONFIRM} is
 * {@code order.confirm}.
 *
 * @param name the service, a dot, and what is done there
 * @param owner the method's class, with dots
 * @param loss what the caller sees when the answer is lost
 * @param argument the number, from 0, of the argument that names it; -1 without
 * @param accessor the method that gives the name from that argument; empty for the argument itself
 * @param onlyWithResult whether a call that answers an empty list has not been there
 */
record Point(
    String name,
    String owner,
    String method,
    Loss loss,
    int argument,
    String accessor,
    boolean onlyWithResult) {

  Point(String name, String owner, String method, Loss loss) {
    this(name, owner, method, loss, -1, "", false);
  }

  /** The same, named by an argument. */
  Point by(int number, String accessorOfArgument) {
    return new Point(name, owner, method, loss, number, accessorOfArgument, onlyWithResult);
  }

  /** The same, which is only reached when there is a result. */
  Point withResult() {
    return new Point(name, owner, method, loss, argument, accessor, true);
  }

  /** In whose processes it is. */
  String service() {
    return name.substring(0, name.indexOf('.'));
  }
}
