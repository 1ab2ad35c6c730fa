// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.util.ArrayList;
import java.util.List;
import souk.lab.process.LabException;

/** What a person names: an instance or store, or a service, which is all of its instances. */
final class Targets {
  private Targets() {}

  /** At least one of these; throws {@link LabException} that lists what there is. */
  static List<Instance> find(String target, List<Instance> all) {
    List<Instance> found =
        all.stream()
            .filter(i -> i.name().equals(target) || i.part().service().equals(target))
            .toList();
    if (found.isEmpty()) {
      List<String> names = new ArrayList<>();
      for (Instance instance : all) {
        if (!names.contains(instance.part().service())) {
          names.add(instance.part().service());
        }
        if (!names.contains(instance.name())) {
          names.add(instance.name());
        }
      }
      throw new LabException("there is no '" + target + "'; there is " + String.join(", ", names));
    }
    return found;
  }
}
