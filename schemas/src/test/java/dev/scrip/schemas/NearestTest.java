package dev.scrip.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  private static final List<String> KNOWN = List.of("bootstrap", "registry", "port", "state.dir");

  @ParameterizedTest
  @CsvSource({
    "bootstarp, bootstrap",
    "Registry, registry",
    "prot, port",
    "statedir, state.dir",
    "something else, ''",
  })
  void shouldFindWhatWasMeant(String found, String expected) {
    assertEquals(expected, Nearest.word(found, KNOWN));
  }
}
