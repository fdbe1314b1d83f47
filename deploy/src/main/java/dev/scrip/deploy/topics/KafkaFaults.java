package dev.scrip.deploy.topics;

import dev.scrip.deploy.Complaint;
import java.util.Map;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;

/** What a client of Kafka met, as a sentence that names the setting to look at. */
public final class KafkaFaults {
  private static final String PROTOCOL = "security.protocol";

  private KafkaFaults() {}

  /** The complaint about a fault of a client with such settings. */
  public static Complaint complaint(
      String bootstrapServers, Map<String, ?> settings, Throwable fault) {
    Object protocol = settings.get(PROTOCOL);
    String spoken = protocol == null ? "PLAINTEXT" : protocol.toString();
    String at = "Kafka at " + bootstrapServers;
    Throwable cause = deepest(fault);
    String sentence =
        switch (fault) {
          case SaslAuthenticationException _ ->
              "%s refused the log-in: %s. Check kafka.sasl.mechanism and kafka.sasl.jaas.config (SCRIP_KAFKA_SASL_JAAS_CONFIG)."
                  .formatted(at, said(fault));
          case SslAuthenticationException _ ->
              "The TLS handshake with %s failed: %s. Check kafka.ssl.truststore.location, and kafka.ssl.keystore.location where the brokers want a certificate."
                  .formatted(at, said(cause));
          case AuthorizationException _ ->
              "%s does not allow it: %s. docs/operations.md lists the rights of each role."
                  .formatted(at, said(fault));
          case TimeoutException _ -> unanswered(at, spoken);
          case java.util.concurrent.TimeoutException _ -> unanswered(at, spoken);
          default ->
              "%s did not do as asked: %s. Check that it runs, that bootstrap (--bootstrap, SCRIP_BOOTSTRAP) names it, and the settings that begin with kafka."
                  .formatted(at, said(cause));
        };
    return new Complaint(sentence, fault);
  }

  /** A broker that wants TLS or a log-in hangs up on a client that speaks without. */
  private static String unanswered(String at, String spoken) {
    return "%s did not answer in time. Check that it runs and that bootstrap (--bootstrap, SCRIP_BOOTSTRAP) names it; this spoke %s to it: if the brokers ask for TLS or a log-in, set kafka.security.protocol (SCRIP_KAFKA_SECURITY_PROTOCOL) and what belongs to it."
        .formatted(at, spoken);
  }

  private static String said(Throwable fault) {
    String message = fault.getMessage();
    return message == null ? fault.toString() : message.replaceAll("\\.$", "");
  }

  private static Throwable deepest(Throwable fault) {
    Throwable cause = fault;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
