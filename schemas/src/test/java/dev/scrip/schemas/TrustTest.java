package dev.scrip.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Builders in a process where Avro trusts nothing yet. */
class TrustTest {
  private static final Map<String, Object> REGISTRY =
      Map.of("schema.registry.url", "http://127.0.0.1:1");

  @BeforeEach
  void trustNothing() {
    ClassSecurityValidator.setGlobal(ClassSecurityValidator.DEFAULT);
  }

  @AfterEach
  void trustAgain() {
    Schemas.trust();
  }

  static Stream<Runnable> doors() {
    return Stream.of(
        Schemas::trust,
        () -> AvroCodec.of(Command.class),
        () -> new AvroSerializer<Command>().configure(REGISTRY, false),
        () -> new AvroDeserializer<Command>().configure(REGISTRY, false),
        () ->
            new CommandPublisher(
                    Topics.of("scrip"),
                    new MockProducer<>(
                        false, null, new StringSerializer(), new ByteArraySerializer()),
                    1)
                .close());
  }

  @ParameterizedTest
  @MethodSource("doors")
  void shouldBuildRecordsWithDefaultsBehindEveryDoor(Runnable door) {
    assertFalse(trusted());

    door.run();

    // Asked beside the builders, which keep a default that they have made once.
    assertTrue(trusted());

    assertEquals(PlanChangeTime.NOW, ChangePlan.newBuilder().setPlan("pro").build().getWhen());
    assertEquals(List.of(), app().getFormerPayers());
  }

  private static boolean trusted() {
    return ClassSecurityValidator.getGlobal().isTrusted(PlanChangeTime.class);
  }

  private static App app() {
    return App.newBuilder().setApp("crm").setPayer("ada").setSince(Instant.EPOCH).build();
  }
}
