using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.ServiceDefaults.WarmUps;
using PhStudio.Messaging.Templates;
using PhStudio.Messaging.Templates.Types;
using System.Text.Json;

namespace PhStudio.Messaging.Sender;

/// <summary>What a message does first in the Sender.</summary>
internal static class SenderWarmUp
{
    public static IReadOnlyList<WarmUpStep> Steps { get; } =
    [
        WireWarmUp.Of(SampleMessages.Order),
        new("text", provider => Write(provider.GetRequiredService<TemplateLibrary>())),
        WireWarmUp.Of(SampleMessages.Sent),
        new("entry", _ => MessageNotes.Read(MessageNotes.Write(MessageEntry.Sent(SampleMessages.Sent), [MessageEntry.Sent(SampleMessages.Sent).Step()]))),
        WireWarmUp.Of(SampleMessages.Edit),
    ];

    private static void Write(TemplateLibrary templates)
    {
        var text = new Text(templates.Render("booking_notification", "en", TemplateContracts.Find("booking_notification")!.Samples).Text, "HTML");
        foreach (var part in MessageLayout.Of(SampleMessages.Order, text))
        {
            JsonSerializer.SerializeToUtf8Bytes(new SendMessageCall { ChatId = "-1001", Text = part.Text.Value, ParseMode = part.Text.TelegramParseMode, ReplyMarkup = SampleMessages.Order.ReplyMarkup }, TelegramJson.Default.SendMessageCall);
        }
    }
}
