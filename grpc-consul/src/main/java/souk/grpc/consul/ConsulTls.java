// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How an agent is spoken to by HTTPS. Files are PEM, and read once, when an agent is made.
 *
 * @param caCert what the agent's certificate must be signed by; null for what the JVM trusts
 * @param clientCert with which we say who we are, and after it any between it and its CA; null for
 *     none, together with the key
 * @param clientKey of that: EC or RSA, in PKCS#8 or in the older forms, not encrypted
 * @param verify whether the agent's certificate and host name are checked at all
 */
record ConsulTls(
    @Nullable Path caCert, @Nullable Path clientCert, @Nullable Path clientKey, boolean verify) {
  private static final char[] NO_PASSWORD = {};

  ConsulTls {
    if ((clientCert == null) != (clientKey == null)) {
      throw new IllegalArgumentException(
          "CONSUL_CLIENT_CERT and CONSUL_CLIENT_KEY (expected: both or none)");
    }
  }

  /**
   * Reads the files.
   *
   * @throws IllegalArgumentException if one can't be read or is not what it should be
   */
  SSLSocketFactory socketFactory() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers(), verify ? trustManagers() : new TrustManager[] {new Any()}, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("TLS to Consul: " + e + " (" + this + ")", e);
    }
  }

  void secure(HttpsURLConnection connection, SSLSocketFactory sockets) {
    connection.setSSLSocketFactory(sockets);
    if (!verify) {
      connection.setHostnameVerifier((host, session) -> true);
    }
  }

  private TrustManager @Nullable [] trustManagers() throws GeneralSecurityException, IOException {
    if (caCert == null) {
      return null;
    }
    KeyStore trusted = emptyStore();
    int number = 0;
    for (Certificate each : certificates(caCert)) {
      trusted.setCertificateEntry("ca-" + number++, each);
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return factory.getTrustManagers();
  }

  private KeyManager @Nullable [] keyManagers() throws GeneralSecurityException, IOException {
    if (clientCert == null || clientKey == null) {
      return null;
    }
    Certificate[] chain = certificates(clientCert).toArray(Certificate[]::new);
    PrivateKey key = PemKey.parse(Files.readString(clientKey), chain[0].getPublicKey());
    KeyStore own = emptyStore();
    own.setKeyEntry("client", key, NO_PASSWORD, chain);
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(own, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws GeneralSecurityException, IOException {
    try (InputStream in = Files.newInputStream(file)) {
      var found = CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new GeneralSecurityException("no certificate in " + file);
      }
      return found;
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /** Trusts everybody, because an operator said so ({@code CONSUL_HTTP_SSL_VERIFY=false}). */
  private static final class Any implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
