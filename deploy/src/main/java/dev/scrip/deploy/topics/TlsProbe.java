package dev.scrip.deploy.topics;

import dev.scrip.deploy.Complaint;
import dev.scrip.schemas.ClusterConfig;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.common.config.ConfigException;

/**
 * Finds out whether a broker speaks TLS to a client that does not. Kafka's client takes the TLS
 * alert for the length of an answer, and fails for want of memory (KAFKA-4090) instead of saying
 * so.
 */
public final class TlsProbe {
  private static final int WITHIN_MS = 3_000;

  /** ApiVersions, version 0, correlation 0, no client id: what every broker answers at once. */
  private static final byte[] REQUEST = {0, 18, 0, 0, 0, 0, 0, 0, -1, -1};

  /** A record of type alert, of any version of TLS. */
  private static final int ALERT = 0x15_03;

  private TlsProbe() {}

  /**
   * Does nothing where the client speaks TLS, or where no broker answers: the client itself says.
   *
   * @throws Complaint naming the setting
   */
  public static void requireSameSpeech(ClusterConfig cluster) {
    String protocol = cluster.kafka().getOrDefault("security.protocol", "PLAINTEXT");
    if (protocol.endsWith("SSL")) {
      return;
    }
    for (InetSocketAddress broker : brokers(cluster)) {
      if (alerts(broker)) {
        throw new Complaint(
            "Kafka at %s:%d speaks TLS, and this speaks %s: set kafka.security.protocol (SCRIP_KAFKA_SECURITY_PROTOCOL) to SSL, or to SASL_SSL if it asks for a log-in too."
                .formatted(broker.getHostString(), broker.getPort(), protocol));
      }
    }
  }

  private static List<InetSocketAddress> brokers(ClusterConfig cluster) {
    try {
      return ClientUtils.parseAndValidateAddresses(
          List.of(cluster.bootstrapServers().split(",", -1)), "use_all_dns_ips");
    } catch (ConfigException e) {
      return List.of();
    }
  }

  private static boolean alerts(InetSocketAddress broker) {
    try (Socket socket = new Socket()) {
      socket.connect(broker, WITHIN_MS);
      socket.setSoTimeout(WITHIN_MS);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(REQUEST.length);
      out.write(REQUEST);
      out.flush();
      return new DataInputStream(socket.getInputStream()).readUnsignedShort() == ALERT;
    } catch (IOException e) {
      return false;
    }
  }
}
