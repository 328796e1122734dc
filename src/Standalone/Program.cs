using PhStudio.Messaging.Gateway;
using PhStudio.Messaging.Sender;
using PhStudio.Messaging.ServiceDefaults;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.Standalone.Demo;
using PhStudio.Messaging.WebhookProcessor;

var builder = WebApplication.CreateBuilder(args);
builder.AddEnvFile();
builder.ListenOn("http://localhost:5080");
builder.AddDemo();
builder.AddServiceDefaults("standalone");
builder.AddGateway();
builder.AddSender();
builder.AddWebhookProcessor();
builder.AddMessageBus(bus =>
{
    bus.AddGatewayConsumers();
    bus.AddSenderConsumers();
    bus.AddWebhookProcessorConsumers();
});

var app = builder.Build();
app.MapServiceDefaults();
app.MapGateway();
return await app.RunServiceAsync(args);
