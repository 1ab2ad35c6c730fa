// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import souk.service.SettingException;

/**
 * The proxies whose X-Forwarded-For is believed: addresses and networks of IPv4 and IPv6. No name
 * is ever looked up. Immutable.
 */
record TrustedProxies(List<Network> networks) {
  static final TrustedProxies NONE = new TrustedProxies(List.of());

  /** As a setting writes that there are none. */
  private static final String NO_PROXY = "none";

  private static final Pattern NETWORK = Pattern.compile("([0-9a-fA-F:.]+)(?:/(\\d{1,3}))?");
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  /** An address of a list of hops; some proxies write the port, too. */
  private static final Pattern HOP =
      Pattern.compile("([0-9.]+)(?::\\d+)?|\\[([0-9a-fA-F:.]+)](?::\\d+)?|([0-9a-fA-F:.]+)");

  /**
   * All addresses that begin with the same bits.
   *
   * @param bits how many, up to 32 or 128
   */
  record Network(InetAddress base, int bits) {
    boolean contains(InetAddress address) {
      byte[] ours = base.getAddress();
      byte[] theirs = address.getAddress();
      return ours.length == theirs.length && Arrays.equals(ours, withoutHost(theirs));
    }

    private byte[] withoutHost(byte[] address) {
      byte[] network = new byte[address.length];
      for (int i = 0; i < bits; i++) {
        int bit = 0x80 >> (i % Byte.SIZE);
        network[i / Byte.SIZE] |= (byte) (address[i / Byte.SIZE] & bit);
      }
      return network;
    }
  }

  TrustedProxies {
    networks = List.copyOf(networks);
  }

  /**
   * Those that a setting names: {@code none}, or a list separated by commas.
   *
   * @throws SettingException when one is no address and no network
   */
  static TrustedProxies parse(String key, String value) {
    if (value.equals(NO_PROXY)) {
      return NONE;
    }
    return new TrustedProxies(
        Arrays.stream(value.split(",", -1)).map(one -> network(key, one.strip())).toList());
  }

  private static Network network(String key, String text) {
    Matcher parts = NETWORK.matcher(text);
    Optional<InetAddress> base = parts.matches() ? address(parts.group(1)) : Optional.empty();
    if (base.isPresent()) {
      int most = base.get().getAddress().length * Byte.SIZE;
      int bits = parts.group(2) == null ? most : Integer.parseInt(parts.group(2));
      if (bits <= most) {
        Network network = new Network(base.get(), bits);
        // 10.0.0.7/8 is a slip of some kind: which one, only its writer knows.
        if (network.contains(base.get())) {
          return network;
        }
      }
    }
    throw new SettingException(
        key
            + ": \""
            + text
            + "\" (expected: "
            + NO_PROXY
            + ", or addresses and networks such as 10.0.0.0/8, 192.0.2.7, 2001:db8::/32, ::1)");
  }

  /** The address that an entry of X-Forwarded-For names; empty when it names none. */
  static Optional<InetAddress> hop(String entry) {
    Matcher parts = HOP.matcher(entry);
    if (!parts.matches()) {
      return Optional.empty();
    }
    for (int form = 1; form <= parts.groupCount(); form++) {
      String address = parts.group(form);
      if (address != null) {
        return address(address);
      }
    }
    return Optional.empty();
  }

  boolean contains(InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  /** Of the usual form only: 10.1 is an address, too, but hardly the one that was meant. */
  private static Optional<InetAddress> address(String text) {
    if (!text.contains(":") && !IPV4.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException noAddress) {
      return Optional.empty();
    }
  }
}
