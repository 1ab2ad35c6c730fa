// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.cart.CartFixture.current;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many at once, through two instances of the service. */
class CartConcurrencyTest {
  @RegisterExtension static final RedisExtension redis = new RedisExtension();
  private static CartFixture one;
  private static CartFixture two;

  @BeforeAll
  static void connect() {
    one = new CartFixture(redis.config());
    two = new CartFixture(redis.config());
  }

  @AfterAll
  static void disconnect() {
    one.close();
    two.close();
  }

  @Test
  void add_200AtOnce_allCount() throws Exception {
    CartId cart = one.newCart();
    List<Callable<Cart>> adds = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Carts carts = i % 2 == 0 ? one.carts : two.carts;
      Line line = new Line("product-" + i % 4, 1);
      adds.add(() -> current(carts.add(cart, line, UUID.randomUUID())));
    }
    Set<Long> versions = new HashSet<>();
    all(adds).forEach(answer -> versions.add(answer.version()));
    assertThat(versions).hasSize(200);
    Cart result = one.get(cart);
    assertThat(result.version()).isEqualTo(201);
    assertThat(result.lines()).hasSize(4).allMatch(line -> line.quantity() == 50);
  }

  @Test
  void add_sameRequestAtOnce_countsOnce() throws Exception {
    CartId cart = one.newCart();
    UUID request = UUID.randomUUID();
    List<Callable<Cart>> adds = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Carts carts = i % 2 == 0 ? one.carts : two.carts;
      adds.add(() -> current(carts.add(cart, new Line("tea", 2), request)));
    }
    assertThat(all(adds)).containsOnly(new Cart(cart, List.of(new Line("tea", 2)), 2));
  }

  @Test
  void create_sameRequestAtOnce_makesOneCart() throws Exception {
    UUID request = UUID.randomUUID();
    List<Callable<Cart>> creations = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Carts carts = i % 2 == 0 ? one.carts : two.carts;
      creations.add(() -> current(carts.create(request)));
    }
    assertThat(new HashSet<>(all(creations))).hasSize(1);
  }

  private static List<Cart> all(List<Callable<Cart>> calls) throws Exception {
    List<Cart> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Cart> answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
    }
    return answers;
  }
}
