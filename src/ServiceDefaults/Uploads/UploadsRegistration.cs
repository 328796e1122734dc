using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Redis;

namespace PhStudio.Messaging.ServiceDefaults.Uploads;

/// <summary>Registers the store of uploaded files.</summary>
public static class UploadsRegistration
{
    private const int DefaultMb = 100;

    /// <summary>In Redis where the host has it. In Standalone the Gateway and the Sender share one.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="keeps">True for the service that keeps files, and so has their limit.</param>
    public static void AddUploads(this IHostApplicationBuilder builder, bool keeps = false)
    {
        var megabytes = keeps ? builder.Settings().Whole("UPLOADS_MAX_MB", DefaultMb, 1, 10_000) : DefaultMb;
        if (keeps)
        {
            builder.Services.Replace(ServiceDescriptor.Singleton(new UploadOptions(megabytes * 1024L * 1024L)));
        }
        else
        {
            builder.Services.TryAddSingleton(new UploadOptions(megabytes * 1024L * 1024L));
        }

        if (builder.UsesRedis())
        {
            builder.Services.TryAddSingleton<IUploadStore, RedisUploadStore>();
        }
        else
        {
            builder.Services.TryAddSingleton<IUploadStore, InMemoryUploadStore>();
        }
    }
}
