using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting.Commands;

namespace PhStudio.Messaging.Gateway.Operations.Doctor;

/// <summary>What the bot may do in each staff chat: write, pin, read.</summary>
internal static class ChatChecks
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Asks the running Gateway.</summary>
    public static async Task<IReadOnlyList<Finding>> RunAsync(GatewayClient gateway, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await gateway.GetAsync("chats/staff", new Dictionary<string, string>(StringComparer.Ordinal), cancellationToken)).Deserialize<ChatRightsList>(Json)!.Chats.Select(Of)];
        }
        catch (CommandException e)
        {
            return [new Finding("staff chats", IsWell: false, $"{e.Message} Is WebhookProcessor running, and the Sender?")];
        }
    }

    private static Finding Of(ChatRights chat)
    {
        var name = chat.Title is null ? chat.ChatId : $"{chat.ChatId} ({chat.Title})";
        return new Finding("staff chat", IsWell: chat.CanWrite == true, $"{name}: {Says(chat)}");
    }

    private static string Says(ChatRights chat) => chat switch
    {
        { CanWrite: null } => $"Telegram says: {chat.Error}. Is it the chat's number in TELEGRAM_CHAT_ID or STAFF_CHATS, and is the bot in the chat?",
        { Status: "left" or "kicked" } => "the bot is not in it: add it, and make it an administrator",
        { CanWrite: false, Type: "channel" } => "the bot may not post: make it an administrator with the right to post messages",
        { CanWrite: false } => "the bot may not write: let members send messages there, or make the bot an administrator",
        _ => $"may write; {(chat.CanPin == true ? "may pin" : "may not pin, which it need not (for it, make the bot an administrator with the right to pin)")}; "
            + (chat.CanReadAll == true ? "reads every message" : "reads commands and answers to its own messages, which is all it needs (for more, make it an administrator, or switch privacy mode off: /setprivacy at @BotFather)"),
    };
}
