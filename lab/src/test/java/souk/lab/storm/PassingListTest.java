// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.storm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PassingListTest {
  @Test
  void passing_someChecksFail_onlyThoseWhoseChecksAllPass() {
    String json =
        """
        [{"Node": "one", "CheckID": "serfHealth", "Status": "critical", "ServiceID": ""},
         {"Node": "one", "CheckID": "a", "Status": "passing", "ServiceID": "order-1"},
         {"Node": "one", "CheckID": "b", "Status": "passing", "ServiceID": "order-2"},
         {"Node": "one", "CheckID": "c", "Status": "critical", "ServiceID": "order-2"},
         {"Node": "one", "CheckID": "d", "Status": "warning", "ServiceID": "cart-1"}]
        """;

    assertThat(PassingList.passing(json)).containsExactly("order-1");
  }

  @Test
  void passing_nobody_isEmpty() {
    assertThat(PassingList.passing("[]")).isEmpty();
  }
}
