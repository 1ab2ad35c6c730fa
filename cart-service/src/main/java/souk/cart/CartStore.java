// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import java.util.ArrayList;
import java.util.List;

/**
 * Carts in Redis: one key for each cart, {@code cart:ID}, whose form {@code redis/cart.lua}
 * describes, and one script for each operation, which Redis runs as a whole or not at all.
 * Thread-safe.
 */
final class CartStore {
  private static final String HEAD = "cart.lua";
  private static final Script CREATE = Script.of(HEAD, "create.lua");
  private static final Script GET = Script.of(HEAD, "get.lua");
  private static final Script ADD = Script.of(HEAD, "add.lua");
  private static final Script SET = Script.of(HEAD, "set.lua");
  private static final Script REMOVE = Script.of(HEAD, "remove.lua");
  private static final Script TAKE_OUT = Script.of(HEAD, "take_out.lua");

  private final Redis redis;
  private final List<String> limits;

  CartStore(Redis redis, CartLimits limits) {
    this.redis = redis;
    this.limits =
        List.of(
            Long.toString(limits.used().toMillis()),
            Long.toString(limits.empty().toMillis()),
            Integer.toString(Cart.MAX_LINES),
            Integer.toString(Line.MAX_QUANTITY),
            Integer.toString(limits.remembered()));
  }

  CartAnswer create(CartId id) {
    return answer(id, run(CREATE, id, List.of()));
  }

  CartAnswer get(CartId id) {
    return answer(id, run(GET, id, List.of()));
  }

  CartAnswer add(CartId id, Line line, RequestMark request) {
    return answer(id, run(ADD, id, arguments(request, line)));
  }

  CartAnswer setQuantity(CartId id, Line line, RequestMark request) {
    return answer(id, run(SET, id, arguments(request, line)));
  }

  CartAnswer remove(CartId id, String productId, RequestMark request) {
    return answer(id, run(REMOVE, id, List.of(request.id(), request.content(), productId)));
  }

  void takeOut(CartId id, String order, List<Line> bought) {
    List<String> arguments = new ArrayList<>();
    arguments.add(order);
    for (Line line : bought) {
      arguments.add(line.productId());
      arguments.add(Integer.toString(line.quantity()));
    }
    run(TAKE_OUT, id, arguments);
  }

  private static List<String> arguments(RequestMark request, Line line) {
    return List.of(
        request.id(), request.content(), line.productId(), Integer.toString(line.quantity()));
  }

  private List<Object> run(Script script, CartId id, List<String> arguments) {
    List<String> all = new ArrayList<>(limits);
    all.addAll(arguments);
    return redis.run(script, "cart:" + id.value(), all);
  }

  /** Reads "CART", the version, and a line of text for each line of the cart; or why not. */
  private static CartAnswer answer(CartId id, List<Object> reply) {
    String outcome = (String) reply.getFirst();
    if (!outcome.equals("CART")) {
      return CartAnswer.Refused.valueOf(outcome);
    }
    List<Line> lines = ((String) reply.get(2)).lines().map(CartStore::line).toList();
    return new CartAnswer.Current(new Cart(id, lines, (Long) reply.get(1)));
  }

  private static Line line(String text) {
    int space = text.indexOf(' ');
    return new Line(text.substring(0, space), Integer.parseInt(text.substring(space + 1)));
  }
}
