// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.inventory;

import java.util.ArrayList;
import java.util.List;

/** What can be asked for one order, and what the contract says it is answered and leads to. */
enum Step {
  HOLD {
    @Override
    String ask(Inventory inventory, String orderId, Lines lines) {
      return inventory.hold(orderId, lines).getClass().getSimpleName();
    }

    @Override
    String answerIn(String state) {
      return isClosed(state) ? "Closed" : "Held";
    }

    @Override
    String stateAfter(String state) {
      return state.equals("unknown") ? "HELD" : state;
    }
  },
  SETTLE {
    @Override
    String ask(Inventory inventory, String orderId, Lines lines) {
      return inventory.settle(orderId).getClass().getSimpleName();
    }

    @Override
    String answerIn(String state) {
      return isClosed(state) ? "Closed" : state.equals("unknown") ? "NotHeld" : "Settled";
    }

    @Override
    String stateAfter(String state) {
      return state.equals("HELD") ? "SETTLED" : state;
    }
  },
  RELEASE {
    @Override
    String ask(Inventory inventory, String orderId, Lines lines) {
      inventory.release(orderId);
      return "Released";
    }

    @Override
    String answerIn(String state) {
      return "Released";
    }

    @Override
    String stateAfter(String state) {
      return switch (state) {
        case "unknown", "HELD" -> "FREED";
        case "SETTLED" -> "RESTOCKED";
        default -> state;
      };
    }
  };

  abstract String ask(Inventory inventory, String orderId, Lines lines);

  abstract String answerIn(String state);

  abstract String stateAfter(String state);

  private static boolean isClosed(String state) {
    return state.equals("FREED") || state.equals("RESTOCKED");
  }

  /** All sequences of so many steps. */
  static List<List<Step>> sequences(int length) {
    if (length == 0) {
      return List.of(List.of());
    }
    List<List<Step>> sequences = new ArrayList<>();
    for (List<Step> shorter : sequences(length - 1)) {
      for (Step step : values()) {
        List<Step> sequence = new ArrayList<>(shorter);
        sequence.add(step);
        sequences.add(sequence);
      }
    }
    return sequences;
  }

  /**
   * Whether some order of the steps, one after the other, gives each its answer and ends in the
   * state: whether steps taken at the same time look as if they had been taken in turn.
   */
  static boolean explains(String state, List<Step> steps, List<String> answers, String end) {
    if (steps.isEmpty()) {
      return state.equals(end);
    }
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).answerIn(state).equals(answers.get(i))
          && explains(
              steps.get(i).stateAfter(state), without(steps, i), without(answers, i), end)) {
        return true;
      }
    }
    return false;
  }

  private static <T> List<T> without(List<T> list, int index) {
    List<T> rest = new ArrayList<>(list);
    rest.remove(index);
    return rest;
  }
}
