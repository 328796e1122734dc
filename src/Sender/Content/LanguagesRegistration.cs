using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Redis;

namespace PhStudio.Messaging.Sender.Content;

/// <summary>Registers what knows the recipients' languages.</summary>
internal static class LanguagesRegistration
{
    public static void AddRecipientLanguages(this IHostApplicationBuilder builder)
    {
        var setting = builder.Settings().Optional("STAFF_CHATS", ChatLanguages.Format, text => ChatLanguages.Parse(text) is not null);
        builder.Services.AddSingleton(ChatLanguages.Parse(setting)!);
        builder.Services.AddSingleton<RecipientLanguages>();
        if (builder.UsesRedis())
        {
            builder.Services.AddSingleton<ILanguageStore, RedisLanguageStore>();
        }
        else
        {
            builder.Services.AddSingleton<ILanguageStore, InMemoryLanguageStore>();
        }
    }
}
