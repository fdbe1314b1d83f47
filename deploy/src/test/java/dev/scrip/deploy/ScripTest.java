package dev.scrip.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ScripTest {
  @Test
  void shouldPrintUsageWhenCalledWithoutArguments() {
    var out = new StringWriter();
    var program = new CommandLine(new Scrip()).setOut(new PrintWriter(out, true));

    int exit = program.execute();

    assertEquals(0, exit);
    assertTrue(out.toString().startsWith("Usage: scrip"), out.toString());
  }
}
