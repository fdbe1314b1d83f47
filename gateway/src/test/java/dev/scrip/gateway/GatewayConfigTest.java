package dev.scrip.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.schemas.ClusterConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A configuration is right as a whole, or every fault of it is told. */
class GatewayConfigTest {
  private static GatewayConfig config(
      String ledger, List<URI> nodes, int port, String key, Map<String, String> kafka) {
    return new GatewayConfig(
        new ClusterConfig(
            ledger,
            "127.0.0.1:9092",
            List.of(URI.create("http://127.0.0.1:8081")),
            Map.of(),
            kafka),
        nodes,
        "",
        "127.0.0.1",
        port,
        key,
        Path.of("data"),
        false);
  }

  @Test
  void shouldTellAllFaultsAtOnceAndNeverTheKey() {
    IllegalArgumentException fault =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                config(
                    "Scrip",
                    List.of(URI.create("http://me:secret@127.0.0.1:1")),
                    70_000,
                    "hunter2",
                    Map.of("acks", "1")));

    String message = String.valueOf(fault.getMessage());
    for (String expected : List.of("ledger:", "nodes:", "port:", "adminKey:", "kafka.acks:")) {
      assertTrue(message.contains(expected), message);
    }
    assertFalse(message.contains("hunter2"));
    assertFalse(message.contains("secret"));
    assertEquals(6, message.lines().count());
  }

  @Test
  void shouldPrintSecretsAsStars() {
    String text =
        config(
                "scrip",
                List.of(URI.create("http://127.0.0.1:1")),
                0,
                "a-key-nobody-sees",
                Map.of("sasl.jaas.config", "password=p4ss"))
            .toString();

    assertFalse(text.contains("nobody"));
    assertFalse(text.contains("p4ss"));
    assertTrue(text.contains("adminKey=***"));
  }
}
