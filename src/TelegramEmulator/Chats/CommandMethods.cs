using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Markup;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Chats;

/// <summary>The bot's menus: one for each scope and language (docs/telegram.md 34).</summary>
internal sealed partial class CommandMethods(ChatBook chats)
{
    private const int MaxCommands = 100;
    private const int MaxCommandLength = 32;
    private const int MaxDescriptionLength = 256;

    private readonly ConcurrentDictionary<string, IReadOnlyList<BotCommand>> _menus = new();

    public ApiAnswer Set(ApiParameters parameters)
    {
        var commands = Commands(parameters);
        var key = Key(parameters);
        var menu = commands.Select(Checked).ToList();
        _menus[key] = menu.Count > MaxCommands ? throw TelegramRefusal.BadRequest("BOT_COMMANDS_TOO_MUCH") : menu;
        return ApiAnswer.True();
    }

    public ApiAnswer Get(ApiParameters parameters) => new(_menus.GetValueOrDefault(Key(parameters)) ?? [], EmulatorJson.Default.IReadOnlyListBotCommand);

    public ApiAnswer Delete(ApiParameters parameters)
    {
        _menus.TryRemove(Key(parameters), out _);
        return ApiAnswer.True();
    }

    public void Reset() => _menus.Clear();

    private string Key(ApiParameters parameters)
    {
        var scope = parameters.Json("scope", "BotCommandScope") is { } given ? ApiParameters.Read(() => Scope.Parse(given), "BotCommandScope") : new Scope("default");
        if (scope.Chat is null)
        {
            return $"{scope.Type}|{LanguageCode.Read(parameters)}";
        }

        var room = chats.RequireReadable(scope.Chat);
        if (room.IsPrivate && scope.Type != "chat")
        {
            throw TelegramRefusal.BadRequest("can't use specified scope in private chats");
        }

        return room.Info.Type == "channel" ? throw TelegramRefusal.BadRequest("can't change commands in channel chats")
            : string.Create(CultureInfo.InvariantCulture, $"{scope.Type} {room.Id} {scope.User}|{LanguageCode.Read(parameters)}");
    }

    private static List<BotCommand> Commands(ApiParameters parameters)
    {
        if (parameters.Json("commands", "commands") is not { } given)
        {
            return [];
        }

        return given.ValueKind == JsonValueKind.Array
            ? [.. given.EnumerateArray().Select(command => ApiParameters.Read(() => Command(command), "BotCommand"))]
            : throw TelegramRefusal.BadRequest("expected an Array of BotCommand");
    }

    private static BotCommand Command(JsonElement command) => command.ValueKind == JsonValueKind.Object
        ? new BotCommand { Command = command.RequiredText("command"), Description = command.RequiredText("description"), IsEphemeral = command.Flag("is_ephemeral") ? true : null }
        : throw new UnreadableFieldException("expected an Object");

    private static BotCommand Checked(BotCommand command)
    {
        var name = command.Command.Trim();
        name = name.StartsWith('/') ? name[1..] : name;
        var description = command.Description.Trim();
        var refusal = name.Length == 0 ? "command must be non-empty"
            : FormattedText.CountCodePoints(name) > MaxCommandLength ? $"command length must not exceed {MaxCommandLength}"
            : description.Length == 0 ? "command description must be non-empty"
            : FormattedText.CountCodePoints(description) > MaxDescriptionLength ? $"command description length must not exceed {MaxDescriptionLength}"
            : !Name().IsMatch(name) ? "BOT_COMMAND_INVALID"
            : null;
        return refusal is null ? command with { Command = name, Description = description } : throw TelegramRefusal.BadRequest(refusal);
    }

    [GeneratedRegex(@"^[a-z0-9_]{1,32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    /// <summary>For whom a menu is; the default scope is the same whether it is named or left out.</summary>
    private sealed record Scope(string Type, string? Chat = null, long User = 0)
    {
        public static Scope Parse(JsonElement scope)
        {
            if (scope.ValueKind != JsonValueKind.Object)
            {
                throw new UnreadableFieldException("BotCommandScope must be an Object");
            }

            var type = scope.RequiredText("type");
            switch (type)
            {
                case "default" or "all_private_chats" or "all_group_chats" or "all_chat_administrators":
                    return new Scope(type);
                case "chat" or "chat_administrators" or "chat_member":
                    var chat = scope.RequiredText("chat_id") is { Length: > 0 } id ? id : throw new UnreadableFieldException("Empty chat_id specified");
                    var user = type != "chat_member" ? 0 : scope.RequiredLong("user_id") is > 0 and var number ? number : throw new UnreadableFieldException("Invalid user_id specified");
                    return new Scope(type, chat, user);
                default:
                    throw new UnreadableFieldException("Unsupported type specified");
            }
        }
    }
}
