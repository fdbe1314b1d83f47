package dev.scrip.deploy.roles;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServingTest {
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, http://127.0.0.1:8090",
    "::, http://[::1]:8090",
    "[::], http://[::1]:8090",
    "[fd00::5], http://[fd00::5]:8090",
    "10.0.0.5, http://10.0.0.5:8090",
    "localhost, http://localhost:8090",
  })
  void shouldAskItselfWhereItListensNotWhereOthersReachIt(String host, URI expected) {
    assertEquals(expected, Serving.probed(host, 8090));
  }
}
