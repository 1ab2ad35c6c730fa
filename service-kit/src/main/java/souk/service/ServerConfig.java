// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import static java.util.Objects.requireNonNull;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.time.Duration;
import java.util.regex.Pattern;
import souk.service.telemetry.Telemetry;

/**
 * What every server is told.
 *
 * @param service the name under which callers find it, for example "catalog"
 * @param instance this process's own name, the same after a restart, for example "catalog-1"
 * @param host where it listens
 * @param port 0 for a free one
 * @param place what it registers
 * @param drainNotice how long it still serves after it has left discovery, so that callers notice
 * @param drainTimeout how long calls in flight may go on after that
 * @param maxCalls how many calls may be in flight at once; one more is refused
 * @param reflection whether grpcurl can ask what there is
 * @param admin whether channelz and the breakers are served, to whoever reaches the port
 */
public record ServerConfig(
    String service,
    String instance,
    String host,
    int port,
    Place place,
    Duration drainNotice,
    Duration drainTimeout,
    int maxCalls,
    boolean reflection,
    boolean admin) {
  /** What {@code SOUK_MAX_CALLS} is unless set. */
  public static final int DEFAULT_MAX_CALLS = 512;

  /**
   * Where callers find a server.
   *
   * @param address host name or IP literal, the same as where it listens unless that is every
   *     address
   * @param zone the failure domain that it runs in, empty when nobody said
   */
  public record Place(String address, String zone) {
    public Place {
      requireNonNull(zone, "zone");
      if (address.equals("0.0.0.0") || address.equals("::")) {
        throw new SettingException(
            "SOUK_ADDRESS is not set (expected: the address that callers use, since SOUK_HOST="
                + address
                + " is none)");
      }
    }

    private static Place from(Settings settings, String host) {
      return new Place(settings.text("SOUK_ADDRESS", host), settings.text("SOUK_ZONE", ""));
    }
  }

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  public ServerConfig {
    if (!NAME.matcher(instance).matches()) {
      throw new SettingException(
          "SOUK_INSTANCE=" + instance + " (expected: 1 to 63 of a-z, 0-9 and '-')");
    }
  }

  /** Reads the settings that all servers share. */
  public static ServerConfig from(String service, Settings settings) {
    String host = settings.text("SOUK_HOST", "127.0.0.1");
    return new ServerConfig(
        service,
        settings.text("SOUK_INSTANCE", service + "-1"),
        host,
        settings.number("SOUK_PORT", 0, 0, 65_535),
        Place.from(settings, host),
        settings.duration("SOUK_DRAIN_NOTICE", Duration.ofMillis(300)),
        settings.duration("SOUK_DRAIN_TIMEOUT", Duration.ofSeconds(10)),
        settings.number("SOUK_MAX_CALLS", DEFAULT_MAX_CALLS, 1, 100_000),
        settings.flag("SOUK_REFLECTION", true),
        settings.flag("SOUK_ADMIN", false));
  }

  /**
   * Starts the telemetry that the standard {@code OTEL_*} variables ask for.
   *
   * @throws SettingException when one of them makes no sense
   */
  public Telemetry telemetry(Settings settings) {
    try {
      return Telemetry.start(service, instance, settings.environment());
    } catch (ConfigurationException wrong) {
      throw new SettingException("OTEL_*: " + wrong.getMessage(), wrong);
    }
  }
}
