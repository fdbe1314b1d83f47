package dev.scrip.projector.notify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * As much of a mail server as it takes to refuse a recipient, with the reply it is told. Goes over
 * to TLS when it is asked to, with a certificate that nobody vouches for.
 */
final class ScriptedSmtp implements AutoCloseable {
  private final ServerSocket server;
  private final String toRecipient;
  private final List<String> heard = new CopyOnWriteArrayList<>();

  ScriptedSmtp(String toRecipient) throws IOException {
    this.toRecipient = toRecipient;
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().name("scripted-smtp").daemon().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        converse(socket);
      } catch (IOException e) {
        // The client is done, or the test is.
      }
    }
  }

  private void converse(Socket socket) throws IOException {
    say(socket, "220 ready");
    if (commands(socket)) {
      SSLSocket secured =
          (SSLSocket) selfSigned().getSocketFactory().createSocket(socket, null, 0, true);
      secured.setUseClientMode(false);
      commands(secured);
    }
  }

  /** True where TLS is to begin. */
  private boolean commands(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String command = line.toUpperCase(Locale.ROOT);
      heard.add(command);
      switch (command.replaceFirst(" .*", "")) {
        case "STARTTLS" -> {
          say(socket, "220 go ahead");
          return true;
        }
        case "EHLO" -> say(socket, "250-fine\r\n250 STARTTLS");
        case "RCPT" -> say(socket, toRecipient);
        default -> say(socket, "250 fine");
      }
    }
    return false;
  }

  /** With the certificate that comes with GreenMail. */
  private static SSLContext selfSigned() throws IOException {
    char[] password = "changeit".toCharArray();
    try (InputStream file = ScriptedSmtp.class.getResourceAsStream("/greenmail.p12")) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(file, password);
      KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
      managers.init(keys, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("expected GreenMail's certificate, found " + e, e);
    }
  }

  /** What it was asked, in capitals. */
  List<String> heard() {
    return List.copyOf(heard);
  }

  private static void say(Socket socket, String reply) throws IOException {
    socket.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
