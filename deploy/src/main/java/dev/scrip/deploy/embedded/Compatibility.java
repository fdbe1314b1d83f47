package dev.scrip.deploy.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;
import org.jspecify.annotations.Nullable;

/** Confluent's compatibility levels: which earlier schemas of a subject a new one must go with. */
enum Compatibility {
  NONE(null),
  BACKWARD(new SchemaValidatorBuilder().canReadStrategy().validateLatest()),
  BACKWARD_TRANSITIVE(new SchemaValidatorBuilder().canReadStrategy().validateAll()),
  FORWARD(new SchemaValidatorBuilder().canBeReadStrategy().validateLatest()),
  FORWARD_TRANSITIVE(new SchemaValidatorBuilder().canBeReadStrategy().validateAll()),
  FULL(new SchemaValidatorBuilder().mutualReadStrategy().validateLatest()),
  FULL_TRANSITIVE(new SchemaValidatorBuilder().mutualReadStrategy().validateAll());

  private final @Nullable SchemaValidator validator;

  Compatibility(@Nullable SchemaValidator validator) {
    this.validator = validator;
  }

  static Compatibility named(String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw RegistryFault.invalidLevel(name);
    }
  }

  /**
   * What is wrong with a schema beside the earlier ones; empty = nothing.
   *
   * @param earlier oldest first
   */
  String faultOf(Schema schema, List<Schema> earlier) {
    if (validator == null || earlier.isEmpty()) {
      return "";
    }
    List<Schema> newestFirst = new ArrayList<>(earlier).reversed();
    try {
      validator.validate(schema, newestFirst);
      return "";
    } catch (SchemaValidationException e) {
      return "level " + this + ": " + e.getMessage();
    }
  }
}
