package dev.scrip.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scrip.ledger.domain.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which {@code scrip up} keeps everything: Kafka's log, the nodes' state, the admin
 * key, the addresses. One process at a time has it open; others may read the key and the addresses.
 */
public final class DataFolder implements AutoCloseable {
  static final String FOLD_REVISION = Integer.toString(Ledger.REVISION);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ADDRESSES = "scrip.json";
  private static final String ADMIN_KEY = "admin-key";
  private static final String FORMAT = "format";
  private static final String TEST_CLOCK = "test-clock";
  private static final String ANNOUNCED = "announced";

  private final Path folder;
  private final FileChannel channel;
  private final boolean ephemeral;

  private DataFolder(Path folder, FileChannel channel, boolean ephemeral) {
    this.folder = folder;
    this.channel = channel;
    this.ephemeral = ephemeral;
  }

  /**
   * Where a running ledger is to be found.
   *
   * @param kafka {@code host:port}
   */
  public record Addresses(String gateway, String kafka, String registry, String node) {}

  /** Opens a folder, which is made if it is not there, for this process alone. */
  public static DataFolder open(Path folder) {
    return open(folder, false);
  }

  /** Opens a new folder that is deleted when it is closed. */
  public static DataFolder ephemeral() {
    try {
      return open(Files.createTempDirectory("scrip-"), true);
    } catch (IOException e) {
      throw new Complaint(
          "No temporary folder could be made: " + e.getMessage() + ". Use --data DIR instead.", e);
    }
  }

  private static DataFolder open(Path folder, boolean ephemeral) {
    Path absolute = folder.toAbsolutePath().normalize();
    try {
      Files.createDirectories(absolute);
      FileChannel channel =
          FileChannel.open(
              absolute.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!lock(channel)) {
        channel.close();
        throw new Complaint(
            "The data folder %s is in use by another scrip up; stop that one, or choose another with --data DIR."
                .formatted(absolute));
      }
      DataFolder opened = new DataFolder(absolute, channel, ephemeral);
      opened.checkFormat();
      return opened;
    } catch (IOException e) {
      throw new Complaint(
          "The data folder %s cannot be used: %s. Choose another with --data DIR."
              .formatted(absolute, e),
          e);
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // by this very process
    }
  }

  private void checkFormat() throws IOException {
    Path format = folder.resolve(FORMAT);
    if (!Files.exists(format)) {
      if (Files.exists(kafka())) {
        throw new Complaint(
            "The data folder %s holds a log but not the file %s that says which fold wrote it; restore that file, or start afresh with --data DIR."
                .formatted(folder, FORMAT));
      }
      write(format, FOLD_REVISION + "\n");
      return;
    }
    String found = Files.readString(format).strip();
    if (!found.equals(FOLD_REVISION)) {
      close();
      throw new Complaint(
          "The data folder %s was written by fold revision %s, and this is revision %s, which may decide otherwise on the same log; run it with the scrip that wrote it, or start afresh with --data DIR."
              .formatted(folder, found, FOLD_REVISION));
    }
  }

  public Path folder() {
    return folder;
  }

  public Path kafka() {
    return folder.resolve("kafka");
  }

  public Path state() {
    return folder.resolve("state");
  }

  public Path gateway() {
    return folder.resolve("gateway");
  }

  public Path log() {
    return folder.resolve("scrip.log");
  }

  /** The key that a former start generated; empty if none did. */
  public String adminKey() {
    return adminKey(folder);
  }

  /** Keeps a key where only its owner reads it. */
  public void keepAdminKey(String key) {
    try {
      Path file = folder.resolve(ADMIN_KEY);
      Files.deleteIfExists(file);
      Files.createFile(file, ownerOnly());
      Files.writeString(file, key + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("The admin key could not be kept in " + folder, e);
    }
  }

  public void keepAddresses(Addresses addresses) {
    try {
      write(
          folder.resolve(ADDRESSES),
          JSON.writerWithDefaultPrettyPrinter().writeValueAsString(addresses) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("The addresses could not be kept in " + folder, e);
    }
  }

  /** Whether the ledger was ever given a test clock: only then may its clock be set. */
  public boolean hasTestClock() {
    return Files.exists(folder.resolve(TEST_CLOCK));
  }

  public void keepTestClock() {
    try {
      write(folder.resolve(TEST_CLOCK), "");
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + folder + " cannot be written", e);
    }
  }

  /** Whether the ledger is known to have taken note of a command schema. */
  public synchronized boolean isAnnounced(int schema) {
    return announced().contains(Integer.toString(schema));
  }

  /** Whether the first records of the ledger are written. */
  public boolean isBegun() {
    return Files.exists(folder.resolve(ANNOUNCED));
  }

  /** Remembers schemas that the first records or later ones announced. */
  public synchronized void keepAnnounced(List<Integer> schemas) {
    List<String> announced = announced();
    schemas.forEach(schema -> announced.add(Integer.toString(schema)));
    try {
      write(folder.resolve(ANNOUNCED), String.join("\n", announced) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + folder + " cannot be written", e);
    }
  }

  private List<String> announced() {
    Path file = folder.resolve(ANNOUNCED);
    try {
      return Files.exists(file) ? new ArrayList<>(Files.readAllLines(file)) : new ArrayList<>();
    } catch (IOException e) {
      throw new UncheckedIOException("The file " + file + " cannot be read", e);
    }
  }

  /** Gives the folder free; an ephemeral one is deleted. */
  @Override
  public void close() {
    try {
      channel.close();
      if (ephemeral) {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The data folder " + folder + " could not be closed", e);
    }
  }

  /** The key kept in a folder that this process need not have open; empty if there is none. */
  public static String adminKey(Path folder) {
    try {
      Path file = folder.resolve(ADMIN_KEY);
      return Files.exists(file) ? Files.readString(file).strip() : "";
    } catch (IOException e) {
      throw new Complaint(
          "The admin key in %s cannot be read: %s. Give it in SCRIP_ADMIN_KEY."
              .formatted(folder, e),
          e);
    }
  }

  /** The addresses that the last start left in a folder; null if none did. */
  public static @Nullable Addresses addresses(Path folder) {
    Path file = folder.resolve(ADDRESSES);
    try {
      if (!Files.exists(file)) {
        return null;
      }
      JsonNode json = JSON.readTree(file.toFile());
      return new Addresses(
          json.path("gateway").asText(),
          json.path("kafka").asText(),
          json.path("registry").asText(),
          json.path("node").asText());
    } catch (JsonProcessingException e) {
      throw new Complaint(
          "%s is not what scrip up wrote: %s. Delete it and start again."
              .formatted(file, e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new Complaint("%s cannot be read: %s.".formatted(file, e), e);
    }
  }

  /** In one step, so that no reader sees half a file. */
  private static void write(Path file, String text) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.writeString(next, text, UTF_8);
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
