using System.Text.Json;
using PhStudio.Messaging.Gateway.Hosting;

namespace PhStudio.Messaging.Gateway.Webhook;

/// <summary>What the API document says of the webhook.</summary>
internal static class WebhookReferences
{
    public static IReadOnlyList<CallReference> All { get; } =
    [
        new("POST", "/webhook", "receiveUpdate", "Takes an update of Telegram's")
        {
            Description = "The secret stands in X-Telegram-Bot-Api-Secret-Token. A press of a button is answered in the response itself; of any other update the response is empty. With legacy=true every response is {\"status\":\"ok\"}, and presses are answered by a call of their own.",
            Parameters = [LegacyAnswers.Reference],
            Body = new(typeof(JsonElement), "Update", """{"update_id":1,"message":{"message_id":7,"date":1796115600,"chat":{"id":-1001234567890,"type":"supergroup"},"text":"/pending"}}"""),
            Answers = [new(200, "It cannot be lost any more.", new WebhookIntake.CallbackAnswer("answerCallbackQuery", "4382bfdwdsb323b2d9", "Confirmed", ShowAlert: false))],
            Refusals = new Dictionary<int, string> { [403] = "The secret is missing or wrong." },
        },
    ];
}
