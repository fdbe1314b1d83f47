package dev.scrip.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaFilesTest {
  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/main/avro"))) {
      return files.filter(file -> file.toString().endsWith(".avsc")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void shouldBeReadAloneAndNamedAfterItsFile(Path file) throws IOException {
    Schema schema = new Schema.Parser().parse(file.toFile());

    assertEquals("dev.scrip.schemas." + schema.getName(), schema.getFullName());
    assertEquals(schema.getName() + ".avsc", file.getFileName().toString());
  }
}
