package systemk.api.json;

import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.repository.Dialogue;
import systemk.json.Json;

/// Where dialogues stand, as JSON and back. Clients keep it and look at none of it.
final class DialogueCodec {
  private DialogueCodec() {}

  static Json encode(Dialogue dialogue) {
    Json.Builder json =
        Json.object()
            .putIf("selection", dialogue.selection().map(EntityFmri::toString).toJavaOptional())
            .putIf("snapshot", dialogue.snapshot().toJavaOptional());
    if (dialogue.verbose()) {
      json.put("verbose", true);
    }
    dialogue.open().forEach(open -> json.put("transaction", encode(open)));
    return json.build();
  }

  private static Json encode(Dialogue.Open open) {
    return Json.object()
        .put("base", open.base())
        .put("comment", open.comment())
        .putArray("changes", open.changes().map(TransactionCodec::encode).asJava())
        .build();
  }

  static Dialogue dialogue(Json.Obj json) {
    Shape.only(json, "selection", "snapshot", "verbose", "transaction");
    return new Dialogue(
        json.has("selection") ? Option.some(Shape.entity(json, "selection")) : Option.none(),
        json.has("snapshot") ? Option.some(Shape.name(json, "snapshot")) : Option.none(),
        json.flag("verbose"),
        json.has("transaction") ? Option.some(open(json.object("transaction"))) : Option.none());
  }

  private static Dialogue.Open open(Json.Obj json) {
    Shape.only(json, "base", "comment", "changes");
    return new Dialogue.Open(
        json.integer("base"),
        json.string("comment"),
        Shape.objects(json, "changes", TransactionCodec::change));
  }
}
