using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Chats;

/// <summary>The bot's menus: one for each scope and language (docs/telegram.md 34).</summary>
internal sealed partial class CommandMethods
{
    private const int MaxCommands = 100;

    private readonly ConcurrentDictionary<string, IReadOnlyList<BotCommand>> _menus = new();

    public ApiAnswer Set(ApiParameters parameters)
    {
        if (parameters.Json("commands", "commands") is not { ValueKind: JsonValueKind.Array } given)
        {
            throw TelegramRefusal.BadRequest("can't parse commands: commands must be an Array");
        }

        var commands = given.EnumerateArray().Select(Command).ToList();
        if (commands.Count > MaxCommands)
        {
            throw TelegramRefusal.BadRequest("BOT_COMMANDS_TOO_MUCH");
        }

        _menus[Key(parameters)] = commands;
        return ApiAnswer.True();
    }

    public ApiAnswer Get(ApiParameters parameters) => new(_menus.GetValueOrDefault(Key(parameters)) ?? [], WireJson.Default.IReadOnlyListBotCommand);

    public ApiAnswer Delete(ApiParameters parameters)
    {
        _menus.TryRemove(Key(parameters), out _);
        return ApiAnswer.True();
    }

    public void Reset() => _menus.Clear();

    private static string Key(ApiParameters parameters) => $"{Scope(parameters)}|{parameters.Text("language_code")}";

    /// <summary>For whom the menu is; the default scope is the same whether it is named or left out.</summary>
    private static string Scope(ApiParameters parameters)
    {
        if (parameters.Json("scope", "BotCommandScope") is not { } scope)
        {
            return "default";
        }

        if (scope.ValueKind != JsonValueKind.Object)
        {
            throw Unparsable("BotCommandScope must be an Object");
        }

        var type = Text(scope, "type") ?? throw Unparsable("Can't find field \"type\"");
        switch (type)
        {
            case "default" or "all_private_chats" or "all_group_chats" or "all_chat_administrators":
                return type;
            case "chat" or "chat_administrators" or "chat_member":
                var chat = Text(scope, "chat_id") is { Length: > 0 } id ? id : throw Unparsable("Empty chat_id specified");
                var user = type != "chat_member" ? "" : long.TryParse(Text(scope, "user_id"), out var number) && number > 0 ? $" {number}" : throw Unparsable("Invalid user_id specified");
                return $"{type} {chat}{user}";
            default:
                throw Unparsable("Unsupported type specified");
        }

        static TelegramRefusal Unparsable(string why) => TelegramRefusal.BadRequest($"can't parse BotCommandScope: {why}");

        static string? Text(JsonElement of, string name) => !of.TryGetProperty(name, out var value) ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
    }

    private static BotCommand Command(JsonElement element)
    {
        var command = Field(element, "command").TrimStart('/');
        var description = Field(element, "description");
        if (!Name().IsMatch(command))
        {
            throw TelegramRefusal.BadRequest("BOT_COMMAND_INVALID");
        }

        return description.Length is > 0 and <= 256
            ? new BotCommand { Command = command, Description = description, IsEphemeral = element.TryGetProperty("is_ephemeral", out var hidden) && hidden.ValueKind == JsonValueKind.True ? true : null }
            : throw TelegramRefusal.BadRequest("BOT_COMMAND_DESCRIPTION_INVALID");
    }

    private static string Field(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw TelegramRefusal.BadRequest($"can't parse BotCommand: Field \"{name}\" must be of type String");

    [GeneratedRegex(@"^[a-z0-9_]{1,32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
