using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Digest;

/// <summary>Registers the digest of the day and what /week says.</summary>
public static class DigestRegistration
{
    /// <summary>Reads <c>DIGEST_AT</c>.</summary>
    public static void AddDigest(this IServiceCollection services, Settings settings) => services
        .AddSingleton(new DigestOptions(DigestOptions.Parse(settings.Optional("DIGEST_AT", DigestOptions.Format, text => DigestOptions.Parse(text) is not null))))
        .AddSingleton<DigestPlan>()
        .AddSingleton<DigestText>()
        .AddSingleton<DailyDigest>()
        .AddHostedService(provider => provider.GetRequiredService<DailyDigest>());
}
