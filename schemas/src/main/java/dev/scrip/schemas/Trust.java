package dev.scrip.schemas;

import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * Lets Avro make the classes of this package. Avro makes only classes that the process trusts; what
 * was trusted before stays so, and nothing outside this package is added.
 */
final class Trust {
  private Trust() {}

  /**
   * Call before a reader is built; another library may have replaced the validator since. Avro's
   * services would do it unasked, but one that is found through a foreign class loader stops Avro
   * in the whole process.
   */
  static synchronized void establish() {
    ClassSecurityPredicate present = ClassSecurityValidator.getGlobal();
    if (!present.isTrusted(Command.class)) {
      ClassSecurityValidator.setGlobal(new WithGenerated(present));
    }
  }

  private record WithGenerated(ClassSecurityPredicate present) implements ClassSecurityPredicate {
    @Override
    public boolean isTrusted(Class<?> type) {
      return present.isTrusted(type) || isGenerated(type);
    }

    @Override
    public void forbiddenClass(String name) {
      present.forbiddenClass(name);
    }

    private static boolean isGenerated(Class<?> type) {
      return type.getPackageName().equals(Trust.class.getPackageName())
          && (SpecificRecord.class.isAssignableFrom(type) || type.isEnum());
    }
  }
}
