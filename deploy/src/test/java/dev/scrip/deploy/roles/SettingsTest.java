package dev.scrip.deploy.roles;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.deploy.Complaint;
import dev.scrip.gateway.GatewayConfig;
import dev.scrip.ledger.LedgerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  private static final String SECRET = "a-secret-of-the-test-0123456789";
  private static final Map<String, String> ENOUGH =
      Map.of("SCRIP_BOOTSTRAP", "kafka:9092", "SCRIP_REGISTRY", "http://registry:8081/");

  @TempDir Path folder;

  @Test
  void shouldPreferTheCommandLineToTheEnvironmentToTheFileToTheDefault() throws IOException {
    Path file = file("ledger=of-file\nbootstrap=of-file:1\nregistry=http://of-file:1\nthreads=5\n");

    LedgerConfig config =
        RoleConfig.ledger(
            Settings.read(
                options("ledger", "of-line"),
                Map.of("SCRIP_LEDGER", "of-env", "SCRIP_BOOTSTRAP", "of-env:1"),
                file));

    assertAll(
        () -> assertEquals("of-line", config.cluster().ledger()),
        () -> assertEquals("of-env:1", config.cluster().bootstrapServers()),
        () -> assertEquals("http://of-file:1", config.cluster().registries().getFirst().toString()),
        () -> assertEquals(5, config.threads()),
        () -> assertEquals(8090, config.port()),
        () -> assertEquals(LedgerConfig.DEFAULT_SESSION_TIMEOUT, config.sessionTimeout()),
        () -> assertFalse(config.leaveOnClose()));
  }

  @ParameterizedTest
  @CsvSource({
    "kafka.ssl.key.password, true",
    "kafka.ssl.keystore.key, true",
    "kafka.ssl.keystore.certificate.chain, true",
    "kafka.producer.sasl.jaas.config, true",
    "kafka.sasl.oauthbearer.client.credentials.client.secret, true",
    "kafka.sasl.oauthbearer.assertion.private.key.passphrase, true",
    "kafka.handler.basic.auth.user.info, true",
    "kafka.handler.access.token, true",
    "kafka.sasl.oauthbearer.token.endpoint.url, false",
    "kafka.security.protocol, false",
    "node.key, true",
    "node.key.file, false",
  })
  void shouldShowNoSecret(String key, boolean secret) {
    assertEquals(secret ? "***" : "x", new Setting(key, "x", "a test").shown());
  }

  @Test
  void shouldFindTheFileThatTheEnvironmentNames() throws IOException {
    Map<String, String> environment = new HashMap<>(ENOUGH);
    environment.put("SCRIP_CONFIG", file("session.timeout = 1m\n").toString());

    LedgerConfig config = RoleConfig.ledger(Settings.read(Map.of(), environment, null));

    assertEquals(Duration.ofMinutes(1), config.sessionTimeout());
  }

  @Test
  void shouldGiveKafkaItsOwnSettingsFromFileAndEnvironment() throws IOException {
    Map<String, String> environment = new HashMap<>(ENOUGH);
    environment.put("SCRIP_KAFKA_SECURITY_PROTOCOL", "SASL_SSL");
    environment.put("SCRIP_REGISTRY_BASIC_AUTH_USER_INFO", "scrip:" + SECRET);
    Path file =
        file(
            """
            # a log-in over two lines, as Kafka's own files have it
            kafka.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \\
                username="scrip" password="p";
            kafka.producer.linger.ms=7
            kafka.a.handler.of.my.own=x
            """);

    LedgerConfig config = RoleConfig.ledger(Settings.read(Map.of(), environment, file));

    assertEquals(
        Map.of(
            "security.protocol", "SASL_SSL",
            "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"scrip\" password=\"p\";",
            "producer.linger.ms", "7",
            "a.handler.of.my.own", "x"),
        config.cluster().kafka());
    assertEquals(Map.of("basic.auth.user.info", "scrip:" + SECRET), config.cluster().registry());
  }

  @Test
  void shouldReadSecretsFromFiles() throws IOException {
    Path key = Files.writeString(folder.resolve("key"), SECRET + "\n");
    Path jaas = Files.writeString(folder.resolve("jaas"), "a.Module required;");
    Map<String, String> environment = new HashMap<>(ENOUGH);
    environment.put("SCRIP_ADMIN_KEY_FILE", key.toString());
    environment.put("SCRIP_KAFKA_SASL_JAAS_CONFIG_FILE", jaas.toString());

    GatewayConfig config =
        RoleConfig.gateway(
            Settings.read(Map.of(), environment, file("node.key.file=" + key + "\n")));

    assertAll(
        () -> assertEquals(SECRET, config.adminKey()),
        () -> assertEquals(SECRET, config.nodeKey()),
        () ->
            assertEquals(
                Map.of("sasl.jaas.config", "a.Module required;"), config.cluster().kafka()));
  }

  @Test
  void shouldTellEveryFaultAtOnceWithItsPlaceAndNoSecret() throws IOException {
    Path file =
        file(
            """
            bootstrp=kafka:9092
            port=70000
            threads=many
            security.protocol=SSL
            kafka.sasl.mechansim=PLAIN
            kafka.acks=0
            kafka.producer.enable.idempotence=false
            standbys=9
            standbys=1
            node.key=tooshort
            """);

    String message =
        assertThrows(
                Complaint.class,
                () ->
                    RoleConfig.ledger(
                        Settings.read(
                            options("ledger", "NOT-SO"),
                            Map.of("SCRIP_REGISTY", "http://r:1", "SCRIP_HOST", "0.0.0.0"),
                            file)))
            .getMessage();

    List<String> expected =
        List.of(
            "bootstrp: there is no such setting; did you mean bootstrap? (scrip.properties line 1)",
            "port: expected 0 to 65535, found 70000 (scrip.properties line 2)",
            "threads: expected a whole number, found \"many\" (scrip.properties line 3)",
            "security.protocol: Kafka's settings begin with kafka. here; did you mean kafka.security.protocol? (scrip.properties line 4)",
            "kafka.sasl.mechansim: Kafka's clients have no such setting; did you mean kafka.sasl.mechanism? (scrip.properties line 5)",
            "kafka.acks: expected none, since Scrip sets it itself; leave it out (scrip.properties line 6)",
            "kafka.producer.enable.idempotence: expected none, since Scrip sets it itself; leave it out (scrip.properties line 7)",
            "standbys: expected once, found on scrip.properties line 8 and on scrip.properties line 9; remove one",
            "SCRIP_REGISTY: there is no such variable; did you mean SCRIP_REGISTRY? Unset it otherwise",
            "bootstrap: expected host:port of a Kafka broker, found nothing; set it as bootstrap in a file or SCRIP_BOOTSTRAP",
            "ledger: expected a ledger name that matches");
    expected.forEach(line -> assertTrue(message.contains(line), line + "\nin\n" + message));
    assertTrue(message.contains("node.key: expected at least 16 characters"), message);
    assertFalse(message.contains("tooshort"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "SCRIP_PORT, tcp://10.0.0.1:8080",
    "SCRIP_GATEWAY_SERVICE_HOST, 10.0.0.1",
    "SCRIP_OTHER_PROGRAM, x",
    "SCRIP_DEBUG, 1",
    "SCRIP_STATE_DIR, ''",
    "PORT, x"
  })
  void shouldLeaveVariablesOfOthersAlone(String name, String value) {
    Map<String, String> environment = new HashMap<>(ENOUGH);
    environment.put(name, value);

    LedgerConfig config = RoleConfig.ledger(Settings.read(Map.of(), environment, null));

    assertEquals(8090, config.port());
  }

  @Test
  void shouldTakeAFileOfAllRolesForEach() throws IOException {
    Path file =
        file("admin.key=" + SECRET + "\nthreads=3\nnodes=http://a:1,http://b:2\nnotify=n.yaml\n");

    assertEquals(3, RoleConfig.ledger(Settings.read(Map.of(), ENOUGH, file)).threads());
    assertEquals(2, RoleConfig.gateway(Settings.read(Map.of(), ENOUGH, file)).nodes().size());
  }

  @Test
  void shouldTellFaultsOfTheProjectorsFileWithTheOthers() throws IOException {
    Path notify = Files.writeString(folder.resolve("notify.yaml"), "webhoks: []\n");
    Path file = file("port=-1\nnotify=" + notify + "\n");

    String wrong =
        assertThrows(
                Complaint.class, () -> RoleConfig.projector(Settings.read(Map.of(), ENOUGH, file)))
            .getMessage();
    String none =
        assertThrows(
                Complaint.class, () -> RoleConfig.projector(Settings.read(Map.of(), ENOUGH, null)))
            .getMessage();

    assertTrue(wrong.contains("port: expected 0 to 65535, found -1"), wrong);
    assertTrue(wrong.contains("notify: notify.yaml:1:1: webhoks"), wrong);
    assertTrue(none.contains("notify: expected a YAML file"), none);
  }

  @Test
  void shouldSetEveryKeyFromItsVariable() {
    for (Key key : Key.values()) {
      Settings settings = Settings.read(Map.of(), Map.of(key.variable(), "given"), null);

      assertEquals("given", settings.given(key), key.toString());
    }
    assertEquals(
        Key.values().length,
        Arrays.stream(Key.values()).map(Key::variable).collect(Collectors.toSet()).size());
  }

  @Test
  void shouldNeverShowASecret() {
    Setting password = new Setting("kafka.ssl.truststore.password", SECRET, "a test");

    assertEquals("kafka.ssl.truststore.password=*** (a test)", password.toString());
    assertEquals("***", new Setting("admin.key", SECRET, "").shown());
    assertEquals("***", new Setting("registry.bearer.auth.token", SECRET, "").shown());
    assertEquals("SSL", new Setting("kafka.security.protocol", "SSL", "").shown());
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("scrip.properties"), text);
  }

  private static Map<String, Setting> options(String key, String value) {
    return Map.of(key, new Setting(key, value, "--" + key));
  }
}
