package dev.scrip.deploy.bench.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LongMapTest {
  @Test
  void shouldHoldWhatAMapHolds() {
    LongMap map = new LongMap();
    Map<Long, Long> model = new HashMap<>();
    SplittableRandom random = new SplittableRandom(9);
    for (int i = 0; i < 50_000; i++) {
      long key = random.nextLong(20_000) * 0x9E3779B97F4A7C15L + 2;
      assertEquals(model.merge(key, (long) i, Long::sum), map.add(key, i));
    }

    assertEquals(model.size(), map.size());
    model.forEach((key, value) -> assertEquals(value, map.get(key, -1)));
    Set<Long> keys = new HashSet<>();
    map.forEachKey(keys::add);
    assertEquals(model.keySet(), keys);
  }

  @Test
  void shouldTellAbsentKeysFromZeros() {
    LongMap map = new LongMap();
    assertFalse(map.has(7));
    assertEquals(-1, map.get(7, -1));

    map.put(7, 0);

    assertTrue(map.has(7));
    assertEquals(0, map.get(7, -1));
  }
}
