package dev.scrip.deploy.acceptance;

import static dev.scrip.deploy.acceptance.HttpTable.json;
import static dev.scrip.deploy.acceptance.RawCommands.charge;
import static dev.scrip.deploy.acceptance.RawCommands.command;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scrip.schemas.AddGrant;
import dev.scrip.schemas.ChangePlan;
import dev.scrip.schemas.Charge;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.GrantSource;
import dev.scrip.schemas.OpenWallet;
import dev.scrip.schemas.PlanChangeTime;
import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.RejectionReason;
import dev.scrip.schemas.Reset;
import dev.scrip.schemas.Schemas;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Commands that come by Kafka, are well formed, and cannot be: each becomes a rejection, whatever
 * its amounts are. Commands of newer clients are decided as far as this ledger knows them.
 */
@ExtendWith(SharedScrip.class)
class ImpossibleCommandsTest {
  private static final String WALLET = "impossible";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ScripProcess scrip;
  private final RawCommands log;
  private int sent;

  ImpossibleCommandsTest(ScripProcess scrip) {
    this.scrip = scrip;
    log = new RawCommands(scrip);
  }

  @BeforeEach
  void open() {
    var opened = scrip.http("PUT", "/v1/wallets/" + WALLET, "{\"plan\":\"elite\"}");
    assertTrue(opened.statusCode() < 300, opened.body());
  }

  @AfterEach
  void close() {
    log.close();
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseACommandThatIsWellFormedButImpossible() {
    long most = Long.MAX_VALUE;
    return Stream.of(
            Map.entry("UNKNOWN_ACTION", new Charge("chat.sing", 1_000_000L, null, Map.of())),
            Map.entry("INVALID_AMOUNT", new Charge("chat.change", -1L, null, Map.of())),
            Map.entry("INVALID_AMOUNT", new Charge("chat.change", Long.MIN_VALUE, null, Map.of())),
            Map.entry("INVALID_AMOUNT", new Charge("chat.change", 1_000_000L, most, Map.of())),
            Map.entry("INSUFFICIENT_CREDITS", new Charge("chat.change", most, null, Map.of())),
            Map.entry("OVERFLOW", new Charge("agent.message", most, null, Map.of())),
            Map.entry("OVERFLOW", grant("message", most)),
            Map.entry("INVALID_AMOUNT", grant("message", -1)),
            Map.entry("INVALID_AMOUNT", grant("message", Long.MIN_VALUE)),
            Map.entry("UNKNOWN_POOL", grant("gold", 1)),
            Map.entry("UNKNOWN_PLAN", new ChangePlan("gold", PlanChangeTime.NOW)),
            Map.entry("TOO_MANY", new Reset(Collections.nCopies(60_000, ""))),
            Map.entry("TOO_MANY", grant(Collections.nCopies(10_000, "a.*"))),
            Map.entry("TOO_MANY", grant(Collections.nCopies(10_000, ""))),
            Map.entry(
                "INVALID_FIELD", new OpenWallet("free", Instant.ofEpochMilli(Long.MIN_VALUE / 2))))
        .map(refused ->
            dynamicTest(
                refused.getKey() + ": " + shown(refused.getValue()),
                () -> becomesRejection(refused.getKey(), refused.getValue())));
  }

  private static String shown(Object body) {
    String text = body.toString();
    return text.length() > 200 ? text.substring(0, 200) + "…" : text;
  }

  private void becomesRejection(String reason, Object body) throws Exception {
    String id = "impossible-" + ++sent;
    log.send(WALLET, log.encode(command(WALLET, id, body)));

    JsonNode decision = decision(id);

    assertEquals("rejected", decision.path("decision").asText(), decision.toString());
    assertEquals(reason, decision.path("code").asText(), decision.toString());
    log.assertGoesOn(WALLET);
  }

  @Test
  void shouldRefuseTooManyNamesToAWalletThatIsNotThere() throws Exception {
    String stranger = strangerBeside(WALLET);
    Reset reset = new Reset(Collections.nCopies(60_000, ""));

    log.send(stranger, log.encode(command(stranger, "stranger-reset", reset)));

    log.assertGoesOn(WALLET);
    Rejection refused =
        Eventually.get(
                "a rejection to " + stranger,
                () ->
                    new Topic(scrip, RawCommands.TOPICS.rejections())
                        .read(Rejection.class).stream()
                            .filter(it -> it.getWallet().equals(stranger))
                            .toList(),
                found -> !found.isEmpty())
            .getFirst();
    assertEquals("stranger-reset", refused.getCommandId());
    assertEquals(RejectionReason.UNKNOWN_WALLET, refused.getReason());
    assertTrue(refused.getViolations().size() <= 16, refused.toString());
  }

  /** A wallet nobody opened, in the partition of one that is open. */
  private static String strangerBeside(String wallet) {
    return IntStream.range(0, 1_000)
        .mapToObj(n -> "stranger-" + n)
        .filter(name -> RawCommands.own(name) == RawCommands.own(wallet))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldDecideACommandWhoseTraceHeaderIsLongerThanAnyAnswer() throws Exception {
    Header trace = new RecordHeader("traceparent", RawCommands.text("0".repeat(900 * 1024)));

    log.send(WALLET, log.encode(charge(WALLET, "long-trace")), List.of(trace));

    assertEquals("accepted", decision("long-trace").path("decision").asText());
    log.assertGoesOn(WALLET);
  }

  @Test
  void shouldDecideNewerClientsWhoseNewFieldIsAtItsDefaultAndRefuseTheOthers() throws Exception {
    Schema newer = newerSchema();
    int id = log.register(newer);

    log.send(WALLET, newer(newer, id, charge(WALLET, "newer-default"), "standard"));
    log.send(WALLET, newer(newer, id, charge(WALLET, "newer-urgent"), "urgent"));

    assertEquals("accepted", decision("newer-default").path("decision").asText());
    JsonNode refused = decision("newer-urgent");
    assertEquals("UNSUPPORTED", refused.path("code").asText(), refused.toString());
    assertTrue(refused.path("explanation").asText().contains("urgency"), refused.toString());
  }

  /** Today's command with a field that this ledger does not know. */
  private static Schema newerSchema() throws JsonProcessingException {
    ObjectNode schema = (ObjectNode) JSON.readTree(Schemas.of(Command.class).toString());
    ((ArrayNode) schema.get("fields"))
        .addObject()
        .put("name", "urgency")
        .put("type", "string")
        .put("default", "standard");
    return Schemas.parse(schema.toString());
  }

  private byte[] newer(Schema newer, int id, Command command, String urgency) throws IOException {
    byte[] bytes = log.encode(command);
    GenericData.Record record =
        new GenericDatumReader<GenericData.Record>(Schemas.of(Command.class), newer)
            .read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));
    record.put("urgency", urgency);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericData.Record>(newer).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private JsonNode decision(String id) {
    String path = "/v1/wallets/" + WALLET + "/decisions/" + id;
    return json(
        Eventually.get(
                "a decision on " + id,
                () -> scrip.http("GET", path, ""),
                answer -> answer.statusCode() == 200)
            .body());
  }

  private static AddGrant grant(String pool, long amount) {
    return new AddGrant(pool, amount, GrantSource.ADJUSTMENT, null, null, 0, List.of(), "");
  }

  private static AddGrant grant(List<String> scope) {
    return new AddGrant("message", 1L, GrantSource.ADJUSTMENT, null, null, 0, scope, "");
  }
}
