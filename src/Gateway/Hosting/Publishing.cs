namespace PhStudio.Messaging.Gateway.Hosting;

internal static class PublishingRegistration
{
    public static void AddPublishing(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<ConfirmedPublisher>();
}

/// <summary>The broker did not confirm in time: nothing may be answered with 2xx.</summary>
internal sealed class BrokerUnavailableException(Exception? inner = null) : Exception("The broker did not confirm the message in time.", inner);

/// <summary>Another service did not answer in time.</summary>
internal sealed class NoAnswerException(string sentence) : Exception(sentence);
