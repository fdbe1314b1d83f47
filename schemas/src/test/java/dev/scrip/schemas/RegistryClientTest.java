package dev.scrip.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryClientTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Schema COMMAND = Schemas.of(Command.class);

  private final FakeRegistry registry = new FakeRegistry();
  private final FakeRegistry second = new FakeRegistry();
  private final RegistryClient client =
      new RegistryClient(List.of(registry.address()), Map.of("Authorization", "Bearer token"));

  @AfterEach
  void close() {
    registry.close();
    second.close();
  }

  @Test
  void shouldRegisterTheTextOfTheFileAsAvroAndOnlyOnce() throws IOException {
    int id = client.register("scrip.commands-value", COMMAND);

    assertEquals(id, client.register("scrip.commands-value", COMMAND));
    assertEquals(List.of("POST /subjects/scrip.commands-value/versions"), registry.requests);
    assertEquals("Bearer token", registry.authorization);
    JsonNode body = MAPPER.readTree(registry.bodies.get(0));
    assertEquals("AVRO", body.get("schemaType").asText());
    assertEquals(
        MAPPER.readTree(Path.of("src/main/avro/Command.avsc").toFile()),
        MAPPER.readTree(body.get("schema").asText()));
    assertFalse(body.get("schema").asText().contains("avro.java.string"));
  }

  @Test
  void shouldFetchASchemaByIdOnlyOnce() {
    int id = client.register("scrip.commands-value", COMMAND);

    assertEquals(COMMAND.toString(), client.schema(id).toString());
    assertEquals(COMMAND, client.schema(id));
    assertEquals(2, registry.requests.size());
  }

  @Test
  void shouldFindTheIdOfWhatIsRegistered() {
    RegistryRefused refused =
        assertThrows(RegistryRefused.class, () -> client.registeredId("a b/c-value", COMMAND));
    assertEquals(404, refused.status());
    assertEquals(List.of("POST /subjects/a%20b%2Fc-value"), registry.requests);

    int id = client.register("other", COMMAND);

    assertEquals(id, client.registeredId("a b/c-value", COMMAND));
  }

  @Test
  void shouldSayWhatTheRegistrySaysWhenItRefuses() {
    for (int status : new int[] {409, 422}) {
      registry.next.add(
          new FakeRegistry.Answer(
              status, "{\"error_code\":1,\"message\":\"READER_FIELD_MISSING\"}"));

      RegistryRefused refused =
          assertThrows(RegistryRefused.class, () -> client.register("subject", COMMAND));

      assertEquals(status, refused.status());
      assertTrue(refused.toString().contains("READER_FIELD_MISSING"), refused.toString());
    }
    assertEquals(2, registry.requests.size());
  }

  @Test
  void shouldAskTheNextRegistryAndTheFirstAgain() {
    RegistryClient both =
        new RegistryClient(List.of(registry.address(), second.address()), Map.of());
    registry.next.add(new FakeRegistry.Answer(503, "away"));
    second.next.add(new FakeRegistry.Answer(500, "{}"));

    int id = both.register("subject", COMMAND);

    assertEquals(1, id);
    assertEquals(2, registry.requests.size());
    assertEquals(1, second.requests.size());
  }

  @Test
  void shouldAskTheNextRegistryWhereNobodyListens() {
    registry.close();
    RegistryClient both =
        new RegistryClient(List.of(registry.address(), second.address()), Map.of());

    assertEquals(1, both.register("subject", COMMAND));
  }

  @Test
  void shouldNameEveryRegistryThatIsAway() {
    registry.close();
    second.close();
    RegistryClient both =
        new RegistryClient(List.of(registry.address(), second.address()), Map.of());

    RegistryUnavailable away = assertThrows(RegistryUnavailable.class, () -> both.schema(1));

    assertTrue(away.toString().contains(registry.address().toString()), away.toString());
    assertTrue(away.toString().contains(second.address().toString()), away.toString());
  }

  @Test
  void shouldNotTakeAnythingElseForAnAnswer() {
    registry.next.add(new FakeRegistry.Answer(200, "<html>"));
    registry.next.add(new FakeRegistry.Answer(200, "{}"));
    registry.next.add(
        new FakeRegistry.Answer(200, "{\"schema\":\"message M {}\",\"schemaType\":\"PROTOBUF\"}"));

    assertThrows(RegistryUnavailable.class, () -> client.schema(5));
    assertThrows(RegistryRefused.class, () -> client.schema(5));
  }

  @Test
  void shouldRefuseAnAddressItCannotUse() {
    for (String address :
        new String[] {"localhost:8081", "ftp://localhost", "http://u:secret@localhost"}) {
      Exception refused =
          assertThrows(
              IllegalArgumentException.class,
              () -> new RegistryClient(List.of(URI.create(address)), Map.of()));
      assertFalse(refused.toString().contains("secret"), refused.toString());
    }
    assertThrows(IllegalArgumentException.class, () -> new RegistryClient(List.of(), Map.of()));
  }
}
