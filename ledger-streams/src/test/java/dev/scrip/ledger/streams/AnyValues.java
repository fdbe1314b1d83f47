package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Hash;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Records of the domain filled with anything, so that a component which a wire form forgets, or
 * takes for another, does not go unseen.
 */
final class AnyValues {
  private static final List<String> WORDS =
      List.of("", "message", "monthly@2027-01-31T14:37:05Z", "ana:1", "für 5 €", "日本");

  private final Random random;

  AnyValues(long seed) {
    random = new Random(seed);
  }

  <T extends Record> T any(Class<T> type) {
    try {
      RecordComponent[] components = type.getRecordComponents();
      Class<?>[] types = new Class<?>[components.length];
      Object[] values = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        values[i] = value(components[i].getGenericType());
      }
      Constructor<T> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getName(), e);
    }
  }

  private Object value(Type type) {
    if (type instanceof ParameterizedType of) {
      return several(of);
    }
    Class<?> plain = (Class<?>) type;
    if (plain == long.class) {
      return number();
    }
    if (plain == int.class) {
      return random.nextInt(-3, 3000);
    }
    if (plain == boolean.class) {
      return random.nextBoolean();
    }
    if (plain == String.class) {
      return WORDS.get(random.nextInt(WORDS.size()));
    }
    if (plain == Hash.class) {
      byte[] bytes = new byte[random.nextBoolean() ? 32 : 16];
      random.nextBytes(bytes);
      return Hash.of(bytes);
    }
    if (plain.isEnum()) {
      Object[] constants = plain.getEnumConstants();
      return constants[random.nextInt(constants.length)];
    }
    return any(plain.asSubclass(Record.class));
  }

  /** Amounts and instants, near and far, and such as wrap when they are subtracted. */
  private long number() {
    return switch (random.nextInt(6)) {
      case 0 -> 0;
      case 1 -> random.nextInt(1_000_000);
      case 2 -> -random.nextInt(1_000_000);
      case 3 -> random.nextLong(4_000_000_000_000L);
      case 4 -> Long.MAX_VALUE - 1 - random.nextInt(100);
      default -> Long.MIN_VALUE + 1 + random.nextInt(100);
    };
  }

  private Object several(ParameterizedType type) {
    Type[] of = type.getActualTypeArguments();
    Class<?> raw = (Class<?>) type.getRawType();
    if (raw == SortedMap.class) {
      SortedMap<String, String> map = new TreeMap<>();
      for (int left = random.nextInt(3); left > 0; left--) {
        map.put((String) value(of[0]), (String) value(of[1]));
      }
      return map;
    }
    if (raw == SortedSet.class) {
      SortedSet<String> set = new TreeSet<>();
      for (int left = random.nextInt(3); left > 0; left--) {
        set.add((String) value(of[0]));
      }
      return set;
    }
    List<Object> list = new ArrayList<>();
    for (int left = random.nextInt(3); left > 0; left--) {
      list.add(value(of[0]));
    }
    return list;
  }
}
