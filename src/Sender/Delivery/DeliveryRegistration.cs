using PhStudio.Messaging.Sender.Delivery.Steps;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>Registers the pipeline and its steps.</summary>
internal static class DeliveryRegistration
{
    public static void AddDeliveryPipeline(this IServiceCollection services)
    {
        services.AddSingleton<DeliveryPipeline>();
        services.AddSingleton<DeliveryEvents>();
        services.AddSingleton<ErasedOrders>();
        services.AddSingleton<KnownDeliveries>();

        services.AddSingleton<CheckStep>();
        services.AddSingleton<WaitStep>();
        services.AddSingleton<EraseStep>();
        services.AddSingleton<FollowStep>();
        services.AddSingleton<ExpireStep>();
        services.AddSingleton<ReopenStep>();
        services.AddSingleton<LatestEditStep>();
        services.AddSingleton<TargetStep>();
        services.AddSingleton<RenderStep>();
        services.AddSingleton<PartsStep>();
        services.AddSingleton<FormStep>();
        services.AddSingleton<ScheduleStep>();
        services.AddSingleton<AdmitStep>();
        services.AddSingleton<SendStep>();
        services.AddSingleton<ClassifyStep>();
        services.AddSingleton<RecordStep>();
        services.AddSingleton<RecordEditStep>();
        services.AddSingleton<PublishStep>();
        services.AddSingleton<PublishEditStep>();
    }
}
