package dev.scrip.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON in which a number with an exponent is no number: it comes through as its own text, for
 * whoever refuses it to show. Read as a decimal it could not be told from one written out.
 */
final class PlainNumbers extends JsonParserDelegate {
  private @Nullable RawValue exponential;

  PlainNumbers(JsonParser parser) {
    super(parser);
  }

  @Override
  public @Nullable JsonToken nextToken() throws IOException {
    exponential = null;
    JsonToken token = delegate.nextToken();
    if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      String text = delegate.getText();
      exponential = text.indexOf('e') < 0 && text.indexOf('E') < 0 ? null : new RawValue(text);
    }
    return exponential == null ? token : JsonToken.VALUE_EMBEDDED_OBJECT;
  }

  @Override
  public @Nullable JsonToken currentToken() {
    return exponential == null ? delegate.currentToken() : JsonToken.VALUE_EMBEDDED_OBJECT;
  }

  @Override
  public int currentTokenId() {
    return exponential == null ? delegate.currentTokenId() : JsonToken.VALUE_EMBEDDED_OBJECT.id();
  }

  @Override
  public Object getEmbeddedObject() throws IOException {
    return exponential == null ? delegate.getEmbeddedObject() : exponential;
  }
}
