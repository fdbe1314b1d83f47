package dev.scrip.deploy.embedded;

import dev.scrip.deploy.embedded.SchemaStore.Version;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the registry does, without HTTP: registering, looking up, checking, deleting. One thread
 * writes at a time.
 *
 * <p>On one subject, that of the commands, registering and announcing go together: a version is
 * shown to nobody before the ledger has taken note of it, since a command in a schema that was not
 * announced is a dead letter. A version whose announcement failed is announced when it is
 * registered again, or at the next start.
 */
final class Subjects {
  private static final Logger LOG = LoggerFactory.getLogger(Subjects.class);
  private static final Compatibility DEFAULT = Compatibility.BACKWARD;

  private final SchemaStore store;
  private final String announcedSubject;
  private final Object writing = new Object();
  private final Object announcing = new Object();
  private final Set<Integer> announced = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Announcer announcer;

  Subjects(SchemaStore store, String announcedSubject) {
    this.store = store;
    this.announcedSubject = announcedSubject;
  }

  /** From now on, versions of the commands' subject are announced; those there are, at once. */
  void announceBy(Announcer announcer) {
    List<Version> present = live(announcedSubject);
    this.announcer = announcer;
    for (Version version : present) {
      try {
        announce(version);
      } catch (RegistryFault e) {
        LOG.warn("{}", e.getMessage());
      }
    }
  }

  List<String> all(boolean deleted) {
    return store.subjects(deleted).stream()
        .filter(subject -> deleted || !shown(subject).isEmpty())
        .toList();
  }

  /** The versions of a subject that are not deleted, oldest first; at least one. */
  List<Version> present(String subject) {
    List<Version> shown = shown(subject);
    if (shown.isEmpty()) {
      throw RegistryFault.unknownSubject(subject);
    }
    return shown;
  }

  /**
   * One version of a subject.
   *
   * @param version a number, {@code latest} or {@code -1}
   */
  Version version(String subject, String version) {
    int number = number(version);
    List<Version> present = present(subject);
    if (number < 0) {
      return present.getLast();
    }
    return present.stream()
        .filter(candidate -> candidate.version() == number)
        .findFirst()
        .orElseThrow(() -> RegistryFault.unknownVersion(number));
  }

  String schema(int id) {
    String schema = store.schema(id);
    if (schema == null) {
      throw RegistryFault.unknownSchema("Schema " + id);
    }
    return schema;
  }

  List<Version> versionsOf(int id, boolean deleted) {
    List<Version> versions = store.versionsOf(id);
    if (versions.isEmpty()) {
      throw RegistryFault.unknownSchema("Schema " + id);
    }
    return versions.stream().filter(version -> deleted || !version.deleted()).toList();
  }

  /** The version of a subject that has this schema. */
  Version lookUp(String subject, String text) {
    String canonical = parse(text).toString();
    return present(subject).stream()
        .filter(version -> version.schema().equals(canonical))
        .findFirst()
        .orElseThrow(() -> RegistryFault.unknownSchema("Schema"));
  }

  /** Registers a schema, or finds that it is registered. Returns its id. */
  int register(String subject, String text) {
    Version version;
    synchronized (writing) {
      version = registered(subject, parse(text));
    }
    announce(version);
    return version.id();
  }

  private Version registered(String subject, Schema schema) {
    String canonical = schema.toString();
    List<Version> versions = live(subject);
    for (Version version : versions) {
      if (version.schema().equals(canonical)) {
        return version;
      }
    }
    String fault = level(subject).faultOf(schema, schemas(versions));
    if (!fault.isEmpty()) {
      throw RegistryFault.incompatible(fault);
    }
    List<Version> ever = store.versions(subject);
    int number = ever.isEmpty() ? 1 : ever.getLast().version() + 1;
    Version version = new Version(subject, number, store.idFor(canonical), canonical, false);
    store.write(version);
    return version;
  }

  private void announce(Version version) {
    Announcer current = announcer;
    if (current == null || !version.subject().equals(announcedSubject)) {
      return;
    }
    synchronized (announcing) {
      if (announced.contains(version.id())) {
        return;
      }
      try {
        current.announce(version.id(), version.schema());
      } catch (RuntimeException e) {
        LOG.warn("Schema {} could not be announced", version.id(), e);
        throw RegistryFault.notAnnounced(version.id(), String.valueOf(e.getMessage()));
      }
      announced.add(version.id());
    }
  }

  /**
   * What is wrong with a schema beside one version; empty = nothing. Beside the latest of a subject
   * that has none, nothing is.
   */
  String faultBeside(String subject, String version, String text) {
    int number = number(version);
    List<Version> shown = shown(subject);
    List<Version> others =
        number < 0
            ? shown.subList(Math.max(0, shown.size() - 1), shown.size())
            : shown.stream().filter(candidate -> candidate.version() == number).toList();
    if (others.isEmpty() && number > 0) {
      throw RegistryFault.unknownVersion(number);
    }
    return level(subject).faultOf(parse(text), schemas(others));
  }

  /** What is wrong with a schema as the next version; empty = nothing. */
  String faultAsNext(String subject, String text) {
    return level(subject).faultOf(parse(text), schemas(live(subject)));
  }

  List<Integer> delete(String subject) {
    synchronized (writing) {
      if (live(subject).isEmpty() && !store.versions(subject).isEmpty()) {
        throw RegistryFault.deletedSubject(subject);
      }
      List<Version> present = present(subject);
      store.writeDeletion(subject, present.getLast().version());
      return present.stream().map(Version::version).toList();
    }
  }

  int delete(String subject, String number) {
    synchronized (writing) {
      int asked = number(number);
      if (store.versions(subject).stream().anyMatch(v -> v.version() == asked && v.deleted())) {
        throw RegistryFault.deletedVersion(subject, asked);
      }
      Version version = version(subject, number);
      store.write(new Version(subject, version.version(), version.id(), version.schema(), true));
      return version.version();
    }
  }

  /** The level in force for a subject. */
  Compatibility level(String subject) {
    Compatibility own = store.level(subject);
    return own == null ? globalLevel() : own;
  }

  Compatibility ownLevel(String subject) {
    Compatibility own = store.level(subject);
    if (own == null) {
      throw RegistryFault.noLevel(subject);
    }
    return own;
  }

  Compatibility globalLevel() {
    Compatibility global = store.level("");
    return global == null ? DEFAULT : global;
  }

  /** Sets the level of a subject, or of all if empty; null takes it back. */
  void setLevel(String subject, @Nullable Compatibility level) {
    synchronized (writing) {
      store.writeLevel(subject, level);
    }
  }

  private List<Version> live(String subject) {
    return store.versions(subject).stream().filter(version -> !version.deleted()).toList();
  }

  private List<Version> shown(String subject) {
    boolean hiding = announcer != null && subject.equals(announcedSubject);
    return live(subject).stream()
        .filter(version -> !hiding || announced.contains(version.id()))
        .toList();
  }

  private static List<Schema> schemas(List<Version> versions) {
    return versions.stream().map(version -> parse(version.schema())).toList();
  }

  private static Schema parse(String text) {
    try {
      return new Schema.Parser().parse(text);
    } catch (AvroRuntimeException e) {
      throw RegistryFault.invalidSchema(String.valueOf(e.getMessage()));
    }
  }

  private static int number(String version) {
    if (version.equals("latest")) {
      return -1;
    }
    try {
      int number = Integer.parseInt(version);
      if (number > 0 || number == -1) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Answered below, like a number out of range.
    }
    throw RegistryFault.invalidVersion(version);
  }
}
