using PhStudio.Messaging.TelegramEmulator.Api;

namespace PhStudio.Messaging.TelegramEmulator.Chats;

/// <summary>A call's <c>language_code</c>: two small letters, or nothing for everybody without a language of their own (docs/telegram.md 34).</summary>
internal static class LanguageCode
{
    public static string Read(ApiParameters parameters) => parameters.Text("language_code") switch
    {
        null or "" => "",
        [>= 'a' and <= 'z', >= 'a' and <= 'z'] and var code => code,
        _ => throw TelegramRefusal.BadRequest("invalid language code specified"),
    };
}
