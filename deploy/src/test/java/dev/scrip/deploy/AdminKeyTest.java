package dev.scrip.deploy;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AdminKeyTest {
  @Test
  void shouldMakeKeysOfTheirShapeThatAreAllDifferent() {
    String key = AdminKey.generate();

    assertTrue(key.matches("scrip_[0-9A-Za-z]{36}"), key);
    assertFalse(AdminKey.isMistyped(key));
    assertNotEquals(key, AdminKey.generate());
  }

  @Test
  void shouldFindEveryCharacterMistyped() {
    String key = AdminKey.generate(new Random(7));
    for (int i = "scrip_".length(); i < key.length(); i++) {
      char other = key.charAt(i) == 'x' ? 'y' : 'x';
      String mistyped = key.substring(0, i) + other + key.substring(i + 1);

      assertTrue(AdminKey.isMistyped(mistyped), mistyped);
    }
  }

  @Test
  void shouldNotJudgeKeysOfOtherShapes() {
    assertFalse(AdminKey.isMistyped("a key of one's own"));
  }
}
