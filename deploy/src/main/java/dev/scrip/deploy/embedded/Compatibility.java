package dev.scrip.deploy.embedded;

import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;

/** Confluent's compatibility levels: which earlier schemas of a subject a new one must go with. */
enum Compatibility {
  NONE(false, false, false),
  BACKWARD(true, false, false),
  BACKWARD_TRANSITIVE(true, false, true),
  FORWARD(false, true, false),
  FORWARD_TRANSITIVE(false, true, true),
  FULL(true, true, false),
  FULL_TRANSITIVE(true, true, true);

  private final boolean canRead;
  private final boolean canBeRead;
  private final boolean all;

  /**
   * @param canRead whether the new schema must read what the earlier ones wrote
   * @param canBeRead whether the earlier ones must read what the new one writes
   * @param all whether every earlier one counts, or the latest only
   */
  Compatibility(boolean canRead, boolean canBeRead, boolean all) {
    this.canRead = canRead;
    this.canBeRead = canBeRead;
    this.all = all;
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
    if (this == NONE) {
      return "";
    }
    try {
      validator().validate(schema, earlier.reversed());
      return "";
    } catch (SchemaValidationException e) {
      return "level " + this + ": " + e.getMessage();
    }
  }

  private SchemaValidator validator() {
    SchemaValidatorBuilder builder = new SchemaValidatorBuilder();
    if (canRead && canBeRead) {
      builder.mutualReadStrategy();
    } else if (canRead) {
      builder.canReadStrategy();
    } else {
      builder.canBeReadStrategy();
    }
    return all ? builder.validateAll() : builder.validateLatest();
  }
}
