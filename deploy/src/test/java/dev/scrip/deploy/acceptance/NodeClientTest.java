package dev.scrip.deploy.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.Schemas;
import dev.scrip.schemas.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Services in other languages: a Node client with its own Kafka and registry libraries appends
 * commands and reads what they came to. And the programs of {@code docs/clients.md}, as printed
 * there.
 */
class NodeClientTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DOCS = Path.of("..", "docs", "clients.md");
  private static final Path SCHEMA = Path.of("../schemas/src/main/avro/Command.avsc");
  private static final Path PARTITIONS = Path.of("../schemas/src/test/resources/partitions.csv");
  private static final Topics TOPICS = Topics.of("scrip");
  private static final String WALLET = "workspace:müller";
  private static final int PARTITION_COUNT = 4;

  @TempDir private static Path folder;

  private static ScripProcess scrip;
  private static List<JsonNode> printed;
  private static List<JsonNode> lines;

  @BeforeAll
  static void startLedgerAndRunClient() throws IOException {
    scrip = ScripProcess.up(folder.resolve("data"));
    Path source = Path.of("src", "test", "node");
    for (String file : List.of("package.json", "package-lock.json", "ledger.mjs", "client.mjs")) {
      Files.copy(source.resolve(file), folder.resolve(file));
    }
    run("npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund");
    printed = new ArrayList<>();
    for (String line : run("node", "client.mjs")) {
      printed.add(JSON.readTree(line));
    }
    lines =
        printed.stream()
            .filter(object -> object.get("what").asText().equals("line"))
            .sorted(Comparator.comparingLong(line -> line.get("sequence").asLong()))
            .toList();
  }

  @AfterAll
  static void stop() {
    if (scrip != null) {
      scrip.close();
    }
  }

  @Test
  void shouldPutWalletsWhereJavaDoes() {
    JsonNode compared = only("partitions");
    assertEquals("[]", compared.get("wrong").toString());
    assertTrue(compared.get("compared").asInt() > 20);
    assertEquals(
        Topics.partition(WALLET.getBytes(StandardCharsets.UTF_8), PARTITION_COUNT),
        only("appended").get("partition").asInt());
  }

  @Test
  void shouldDecideCommandsInTheOrderInWhichTheClientAppendedThem() {
    List<String> expected =
        new ArrayList<>(
            List.of(
                "open OPENED 0",
                "mail CHARGED 3000000",
                "mail IDEMPOTENCY_CONFLICT",
                "rest CHARGED 97000000",
                "rest LOW_BALANCE 0",
                "rest DEPLETED 0",
                "too-much INSUFFICIENT_CREDITS",
                "too-much DEPLETED 0",
                "gift GRANTED 9007199254740993",
                "gift RECOVERED 0"));
    IntStream.rangeClosed(1, 20)
        .forEach(i -> expected.add("call-%d CHARGED %d000000".formatted(i, i)));
    expected.add("with-team UNSUPPORTED");
    expected.add("last CHARGED 0");
    assertEquals(expected, lines.stream().map(NodeClientTest::shortly).toList());
    assertEquals(
        IntStream.rangeClosed(1, expected.size()).boxed().toList(),
        lines.stream().map(line -> line.get("sequence").asInt()).toList());
  }

  private static String shortly(JsonNode line) {
    String kind = line.get(line.has("type") ? "type" : "reason").asText();
    String amount = line.has("amount") ? " " + line.get("amount").asText() : "";
    return line.get("commandId").asText() + " " + kind + amount;
  }

  @Test
  void shouldKeepMicrosBeyondADouble() {
    assertEquals("9007199254740993", lineOf("gift", "GRANTED").get("balanceAfter").asText());
    assertEquals("9007199044740993", lineOf("last", "CHARGED").get("balanceAfter").asText());
  }

  @Test
  void shouldCopyMetadataAndTheSaltBesideIt() {
    JsonNode line = lineOf("mail", "CHARGED");
    assertEquals("{\"to\":\"Müller & Söhne\"}", line.get("metadata").toString());
    assertEquals(32, line.get("salt").asText().length());
    assertEquals("shop", line.get("app").asText());
  }

  @Test
  void shouldSayInHeadersWhatOneWantsToFindWithoutAvro() {
    assertEquals("{}", lineOf("mail", "CHARGED").get("headers").toString());
    assertEquals(
        Map.of(
            "type", "rejected",
            "reason", "INSUFFICIENT_CREDITS",
            "pool", "integration",
            "action", "integration.call"),
        headers(lineOf("too-much", "INSUFFICIENT_CREDITS")));
    assertEquals(
        Map.of("type", "depleted", "reason", "empty", "pool", "integration"),
        headers(lineOf("rest", "DEPLETED")));
    assertEquals(
        Map.of("type", "depleted", "reason", "refused", "pool", "integration"),
        headers(lineOf("too-much", "DEPLETED")));
  }

  private static Map<String, String> headers(JsonNode line) {
    Map<String, String> headers = new HashMap<>();
    line.get("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
    return headers;
  }

  @Test
  void shouldNameRegisteredSchemasInEveryLine() {
    assertSchema(TOPICS.entries(), Entry.class);
    assertSchema(TOPICS.rejections(), Rejection.class);
    assertSchema(TOPICS.depletions(), Depletion.class);
  }

  private static void assertSchema(String topic, Class<? extends SpecificRecord> type) {
    int id = registry().registeredId(TOPICS.subject(topic), Schemas.of(type));
    List<Integer> found =
        lines.stream()
            .filter(line -> line.get("topic").asText().equals(topic))
            .map(line -> line.get("schemaId").asInt())
            .distinct()
            .toList();
    assertEquals(List.of(id), found);
  }

  @Test
  void shouldShowTheSameBalanceOverHttp() throws IOException {
    JsonNode wallet =
        JSON.readTree(
            scrip
                .http("GET", "/v1/wallets/workspace%3Am%C3%BCller?minSequence=" + lines.size(), "")
                .body());
    JsonNode pool = wallet.get("pools").get("integration");
    assertEquals("9007199044.740993", pool.get("balance").asText());
    assertEquals("310", pool.get("used").asText());
    assertEquals(lines.size(), wallet.get("sequence").asInt());
  }

  @Test
  void shouldGiveTheSameSchemaTheSameId() {
    JsonNode registered = only("registered");
    int ours =
        registry().registeredId(TOPICS.subject(TOPICS.commands()), Schemas.of(Command.class));
    assertEquals(ours, registered.get("id").asInt());
    assertEquals(ours, registered.get("again").asInt());
  }

  @Test
  void shouldTakeANewerSchemaAndRefuseOnlyWhatItsNewFieldSays() {
    assertNotEquals(only("registered").get("id"), only("registered newer").get("id"));
    JsonNode violation = lineOf("with-team", "UNSUPPORTED").get("violations").get(0);
    assertEquals("team", violation.get("field").asText());
  }

  @Test
  void shouldRefuseAnIncompatibleSchemaAndAnnounceNothingOfIt() {
    JsonNode refused = only("refused");
    assertEquals(409, refused.get("status").asInt());
    assertTrue(refused.get("message").asText().contains("incompatible"), refused::toString);
    List<Integer> expected =
        List.of(only("registered").get("id").asInt(), only("registered newer").get("id").asInt());
    for (int partition = 0; partition < PARTITION_COUNT; partition++) {
      assertEquals(expected, Announcements.in(scrip, TOPICS, partition), "partition " + partition);
    }
  }

  @Test
  void shouldRunTheNodeProgramOfTheDocs() throws IOException {
    Files.writeString(folder.resolve("example.mjs"), block("js"));
    List<String> output =
        run(
            "node",
            "example.mjs",
            scrip.kafka(),
            scrip.registry().toString(),
            SCHEMA.toAbsolutePath().toString());
    assertTrue(output.contains("nora scrip.entries 2n CHARGED 3000000n"), output::toString);
  }

  @Test
  void shouldRunTheJavaProgramOfTheDocs() throws IOException {
    Files.writeString(folder.resolve("Append.java"), block("java"));
    scrip.http("PUT", "/v1/wallets/otto", "{\"plan\":\"free\"}");
    run(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        "Append.java",
        scrip.kafka(),
        scrip.registry().toString());
    JsonNode wallet = JSON.readTree(scrip.http("GET", "/v1/wallets/otto?minSequence=2", "").body());
    assertEquals("98", wallet.get("pools").get("integration").get("balance").asText());
  }

  /** The one block of that language in the docs. */
  private static String block(String language) throws IOException {
    Matcher block =
        Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$").matcher(Files.readString(DOCS));
    List<String> blocks = block.results().map(found -> found.group(1)).toList();
    assertEquals(1, blocks.size(), "blocks of " + language + " in " + DOCS);
    return blocks.getFirst();
  }

  private static List<String> run(String... command) {
    return Program.run(
            folder,
            Map.of(
                "KAFKA", scrip.kafka(),
                "REGISTRY", scrip.registry().toString(),
                "WALLET", WALLET,
                "SCHEMA", SCHEMA.toAbsolutePath().toString(),
                "PARTITIONS", PARTITIONS.toAbsolutePath().toString()),
            List.of(command))
        .lines();
  }

  private static RegistryClient registry() {
    return new RegistryClient(List.of(scrip.registry()), Map.of());
  }

  private static JsonNode only(String what) {
    List<JsonNode> found =
        printed.stream().filter(object -> object.get("what").asText().equals(what)).toList();
    assertEquals(1, found.size(), what);
    return found.getFirst();
  }

  private static JsonNode lineOf(String commandId, String kind) {
    return lines.stream()
        .filter(line -> line.get("commandId").asText().equals(commandId))
        .filter(line -> shortly(line).contains(" " + kind))
        .findFirst()
        .orElseThrow();
  }
}
