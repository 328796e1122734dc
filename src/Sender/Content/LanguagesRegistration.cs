using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Redis;

namespace PhStudio.Messaging.Sender.Content;

/// <summary>Registers what knows the recipients' languages.</summary>
internal static class LanguagesRegistration
{
    public static void AddRecipientLanguages(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(new ChatLanguages(builder.Settings().StaffChats()));
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
